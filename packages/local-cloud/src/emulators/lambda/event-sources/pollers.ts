import { AwsError } from "../../../core/aws-error.ts";
import type { EventSourceMappingProperties } from "./properties.ts";

/** Batches that one poller hands on at once. */
const invocationsOfPoller = 10;

/** https://docs.aws.amazon.com/lambda/latest/api/API_ProvisionedPollerConfig.html has the defaults. */
export const pollersOf = ({
  minimumPollers: minimum = 2,
  maximumPollers: maximum = 200,
}: NonNullable<EventSourceMappingProperties["provisionedPollerConfig"]>) => ({ minimum, maximum });

/** Invocations that the mapping of a queue begins at once, as far as it says. */
export const mostAtOnce = ({
  scalingConfig,
  provisionedPollerConfig: pollers,
}: EventSourceMappingProperties): number =>
  pollers
    ? pollersOf(pollers).maximum * invocationsOfPoller
    : (scalingConfig?.maximumConcurrency ?? Number.POSITIVE_INFINITY);

/**
 * Throws where pollers of one's own do not fit: AWS has them for queues (and Kafka) only, two at least, and in place of
 * a maximum concurrency.
 */
export const checkPollers = (
  { provisionedPollerConfig, scalingConfig }: Partial<EventSourceMappingProperties>,
  isQueue: boolean,
): void => {
  if (!provisionedPollerConfig) return;
  if (!isQueue)
    throw refused("Unsupported ProvisionedPollerConfig parameter for given event source mapping type.");
  const { minimum, maximum } = pollersOf(provisionedPollerConfig);
  if (minimum < 2 || maximum < 2)
    throw refused(`The mapping of a queue has two pollers at least, not ${Math.min(minimum, maximum)}.`);
  if (minimum > maximum)
    throw refused(
      `MinimumPollers is ${minimum}, and cannot be more than MaximumPollers, which is ${maximum}.`,
    );
  if (scalingConfig?.maximumConcurrency)
    throw refused("ProvisionedPollerConfig and ScalingConfig are mutually exclusive: leave one of them out.");
};

const refused = (message: string) =>
  new AwsError("InvalidParameterValueException", message, { fields: { Type: "User" } });
