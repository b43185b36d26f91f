import { AwsError } from "../../../core/aws-error.ts";
import type { NotificationConfiguration } from "../settings.ts";

/** Somebody who is told of what happens in a bucket. */
export interface Receiver {
  readonly id: string;
  readonly kind: "queue" | "topic" | "function";
  readonly arn: string;
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

const filterOf = (
  rules: readonly { readonly Name: string; readonly Value: string }[] | undefined,
  name: "prefix" | "suffix",
): string => rules?.find(({ Name }) => Name.toLowerCase() === name)?.Value ?? "";

/** Everybody whom a configuration names, but for EventBridge. */
export const receiversOf = (configuration: NotificationConfiguration): Receiver[] => {
  const receivers = [
    ...(configuration.QueueConfigurations ?? []).map((one) => ({
      ...one,
      kind: "queue" as const,
      arn: one.QueueArn,
    })),
    ...(configuration.TopicConfigurations ?? []).map((one) => ({
      ...one,
      kind: "topic" as const,
      arn: one.TopicArn,
    })),
    ...(configuration.LambdaFunctionConfigurations ?? []).map((one) => ({
      ...one,
      kind: "function" as const,
      arn: one.LambdaFunctionArn,
    })),
  ];
  return receivers.map(({ kind, arn, Id, Events, Filter }, index) => ({
    id: Id ?? `notification-${index + 1}`,
    kind,
    arn,
    events: Events,
    prefix: filterOf(Filter?.Key?.FilterRules, "prefix"),
    suffix: filterOf(Filter?.Key?.FilterRules, "suffix"),
  }));
};

/** Whether an event's name, without `s3:`, is among those that are subscribed to. */
export const subscribes = (events: readonly string[], name: string): boolean =>
  events.some(
    (event) => event === `s3:${name}` || (event.endsWith("*") && `s3:${name}`.startsWith(event.slice(0, -1))),
  );

const invalid = (message: string, fields: Record<string, unknown> = {}) =>
  new AwsError("InvalidArgument", message, { fields });

const overlaps = (one: Receiver, other: Receiver): boolean => {
  const isSameEvent = one.events.some(
    (event) =>
      subscribes(other.events, event.slice("s3:".length)) ||
      other.events.some((each) => subscribes([event], each.slice("s3:".length))),
  );
  const prefixes = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix);
  const suffixes = one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix);
  return isSameEvent && prefixes && suffixes;
};

/** Throws what AWS answers to receivers that overlap, or that nothing like them can be. */
export const checkNotification = (configuration: NotificationConfiguration): void => {
  const receivers = receiversOf(configuration);
  const ids = new Set(receivers.map(({ id }) => id));
  if (ids.size < receivers.length)
    throw invalid("Same ID used for multiple configurations. IDs must be unique");
  for (const [index, one] of receivers.entries())
    for (const other of receivers.slice(index + 1))
      if (overlaps(one, other))
        throw invalid(
          "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
        );
  for (const { kind, arn } of receivers)
    if (arn.endsWith(".fifo"))
      throw invalid("Unable to validate the following destination configurations", {
        ArgumentName: `${arn}, ${kind}`,
      });
};
