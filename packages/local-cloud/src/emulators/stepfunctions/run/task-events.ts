import type { StateError } from "../errors.ts";
import type { Integration } from "../integrations/integration.ts";
import { addEvent, type Thread } from "./visit.ts";

interface TaskEvents {
  scheduled(parameters: unknown, limits: { timeoutInSeconds?: number; heartbeatInSeconds?: number }): void;
  submitted(output: unknown): void;
  succeeded(output: unknown): void;
  failed(failure: StateError): void;
}

/** History of one attempt: `LambdaFunction...` events for a plain function ARN, `Task...` events for all else. */
export const taskEvents = (thread: Thread, { resource, resourceType }: Integration): TaskEvents => {
  const event = (type: string, name: string, details: Record<string, unknown>) =>
    addEvent(thread, type, [name, details]);

  if (resourceType === undefined) {
    return {
      scheduled(input, { timeoutInSeconds }) {
        event("LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails", {
          input,
          resource,
          timeoutInSeconds,
        });
        addEvent(thread, "LambdaFunctionStarted");
      },
      submitted: () => {},
      succeeded: (output) =>
        event("LambdaFunctionSucceeded", "lambdaFunctionSucceededEventDetails", { output }),
      failed({ error, details }) {
        if (error === "States.Timeout")
          event("LambdaFunctionTimedOut", "lambdaFunctionTimedOutEventDetails", { error });
        else event("LambdaFunctionFailed", "lambdaFunctionFailedEventDetails", { cause: details, error });
      },
    };
  }

  const task = { resource, resourceType };
  return {
    scheduled(parameters, limits) {
      event("TaskScheduled", "taskScheduledEventDetails", {
        parameters,
        region: thread.runtime.cloud.region,
        ...limits,
        ...task,
      });
      event("TaskStarted", "taskStartedEventDetails", task);
    },
    submitted: (output) => event("TaskSubmitted", "taskSubmittedEventDetails", { output, ...task }),
    succeeded: (output) => event("TaskSucceeded", "taskSucceededEventDetails", { output, ...task }),
    failed({ error, details }) {
      if (error === "States.Timeout") event("TaskTimedOut", "taskTimedOutEventDetails", { error, ...task });
      else event("TaskFailed", "taskFailedEventDetails", { cause: details, error, ...task });
    },
  };
};
