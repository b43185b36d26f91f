import { StateError } from "../errors.ts";
import type { IntegrationSettings } from "./create-integration.ts";
import type { TaskRequest } from "./integration.ts";
import { inDialect, optimizedDialect } from "./service-errors.ts";
import { asText, parametersOf } from "./values.ts";

const dialect = optimizedDialect("EventBridge", "AmazonEventBridge", "AmazonEventBridgeException");

interface PutEventsOutput {
  FailedEntryCount?: number;
  Entries?: unknown[];
}

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
      () => cloud.call<PutEventsOutput>("events", "PutEvents", input, request.caller),
    );
    const result = { Entries: answer.Entries ?? [], FailedEntryCount: answer.FailedEntryCount ?? 0 };
    if (result.FailedEntryCount > 0) throw new StateError("EventBridge.FailedEntry", JSON.stringify(result));
    return result;
  };

const completed = (entry: unknown, { stateMachineArn, executionArn }: TaskRequest) => {
  const { Detail, Resources, ...members } = parametersOf(entry, "events:putEvents");
  return {
    ...members,
    ...(Detail !== undefined && { Detail: asText(Detail) }),
    Resources: [...(Array.isArray(Resources) ? Resources : []), stateMachineArn, executionArn],
  };
};
