import { z } from "zod";
import { serviceOf } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Clock } from "../../core/clock.ts";
import { pageToken, parseInput } from "../parse-input.ts";
import type { LambdaOperations } from "./api.ts";
import type { AsynchronousConfig, AsynchronousConfigs, OwnConfig } from "./asynchronous-configs.ts";
import { notFound } from "./describe.ts";
import type { FunctionRegistry } from "./functions.ts";

const DESTINATIONS = ["sqs", "sns", "lambda", "events"];
const destination = z
  .strictObject({
    Destination: z
      .string()
      .refine(
        (arn) => DESTINATIONS.includes(serviceOf(arn) ?? ""),
        "outcomes go to a queue, a topic, a function or an event bus, by its ARN",
      )
      .optional(),
  })
  .optional();
const ofConfig = z.strictObject({ FunctionName: z.string(), Qualifier: z.string().optional() });
const input = ofConfig.extend({
  MaximumRetryAttempts: z
    .int()
    .min(0, "Member must have value greater than or equal to 0")
    .max(2, "Member must have value less than or equal to 2")
    .optional(),
  MaximumEventAgeInSeconds: z
    .int()
    .min(60, "Member must have value greater than or equal to 60")
    .max(21_600, "Member must have value less than or equal to 21600")
    .optional(),
  DestinationConfig: z.strictObject({ OnSuccess: destination, OnFailure: destination }).optional(),
});
const listInput = z.strictObject({
  FunctionName: z.string(),
  Marker: pageToken,
  MaxItems: z.coerce.number().int().min(1).max(50).default(50),
});

/** How asynchronous invocations are tried again, and where their outcomes go: by function, version and alias. */
export const eventInvokeConfigOperations = (
  functions: FunctionRegistry,
  configs: AsynchronousConfigs,
  clock: Pick<Clock, "now">,
): LambdaOperations => {
  const describe = ({ functionArn, config }: OwnConfig) => ({
    LastModified: new Date(config.modifiedAt),
    FunctionArn: functionArn,
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumEventAgeInSeconds: config.maximumEventAgeMs / 1000,
    DestinationConfig: {
      OnSuccess: config.onSuccess === undefined ? {} : { Destination: config.onSuccess },
      OnFailure: config.onFailure === undefined ? {} : { Destination: config.onFailure },
    },
  });
  const find = (functionName: string, qualifier: string | undefined) => {
    const found = functions.find(functionName, qualifier);
    const own = configs.own(found);
    if (!own) throw notFound(`The function ${found.invokedArn} doesn't have an EventInvokeConfig`);
    return { found, own };
  };
  const put = (given: z.output<typeof input>, before?: AsynchronousConfig) => {
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = given;
    if ([MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig].every((one) => one === undefined))
      throw new AwsError(
        "InvalidParameterValueException",
        "You must specify at least one of error handling or destination setting.",
        { fields: { Type: "User" } },
      );
    const found = functions.find(given.FunctionName, given.Qualifier);
    const settings = {
      maximumRetryAttempts: MaximumRetryAttempts ?? before?.maximumRetryAttempts,
      maximumEventAgeMs:
        MaximumEventAgeInSeconds === undefined ? before?.maximumEventAgeMs : MaximumEventAgeInSeconds * 1000,
      onSuccess: DestinationConfig ? DestinationConfig.OnSuccess?.Destination : before?.onSuccess,
      onFailure: DestinationConfig ? DestinationConfig.OnFailure?.Destination : before?.onFailure,
    };
    return describe(configs.set(found, settings, clock.now()));
  };

  return {
    PutFunctionEventInvokeConfig: (given) => put(parseInput(input, given)),
    UpdateFunctionEventInvokeConfig(given) {
      const parsed = parseInput(input, given);
      return put(parsed, find(parsed.FunctionName, parsed.Qualifier).own.config);
    },
    GetFunctionEventInvokeConfig(given) {
      const { FunctionName, Qualifier } = parseInput(ofConfig, given);
      return describe(find(FunctionName, Qualifier).own);
    },
    DeleteFunctionEventInvokeConfig(given) {
      const { FunctionName, Qualifier } = parseInput(ofConfig, given);
      configs.remove(find(FunctionName, Qualifier).found);
      return {};
    },
    ListFunctionEventInvokeConfigs(given) {
      const { FunctionName, Marker, MaxItems } = parseInput(listInput, given);
      const all = configs.allOf(functions.find(FunctionName).fn);
      return {
        FunctionEventInvokeConfigs: all.slice(Marker, Marker + MaxItems).map(describe),
        NextMarker: Marker + MaxItems < all.length ? String(Marker + MaxItems) : undefined,
      };
    },
  };
};
