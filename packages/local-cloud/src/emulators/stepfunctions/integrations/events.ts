import type { OutputOf } from "../../../core/aws-operations.ts";
import { StateError } from "../errors.ts";
import type { IntegrationSettings } from "./create-integration.ts";
import type { TaskRequest } from "./integration.ts";
import { inDialect, optimizedDialect } from "./service-errors.ts";
import { asText, parametersOf } from "./values.ts";

const dialect = optimizedDialect("EventBridge", "AmazonEventBridge", "AmazonEventBridgeException");

/**
 * `events:putEvents`: JSON details as text, the ARNs of machine and execution among the resources, and a task that
 * fails when any entry did. https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 */
export const putEvents =
  ({ cloud }: IntegrationSettings) =>
  async (request: TaskRequest): Promise<unknown> => {
    const { Entries, ...parameters } = parametersOf(request.arguments, "events:putEvents");
    const input = {
      ...parameters,
      Entries: Array.isArray(Entries) ? Entries.map((entry) => completed(entry, request)) : Entries,
    };
    const answer = await inDialect(
      dialect,
      (message) => cloud.warn(message),
      () => cloud.dispatch("events", "PutEvents", input, request.caller),
    );
    const { Entries: entries = [], FailedEntryCount = 0 } = answer as OutputOf<"events", "PutEvents">;
    const result = { Entries: entries, FailedEntryCount };
    if (result.FailedEntryCount > 0) throw new StateError("EventBridge.FailedEntry", JSON.stringify(result));
    return result;
  };

const completed = (entry: unknown, { stateMachineArn, executionArn }: TaskRequest) => {
  const { Detail, Resources, ...members } = parametersOf(entry, "events:putEvents");
  return {
    ...members,
    Detail: asText(Detail),
    Resources: [...(Array.isArray(Resources) ? Resources : []), stateMachineArn, executionArn],
  };
};
