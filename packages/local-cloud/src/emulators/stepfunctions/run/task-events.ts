import type { StateError } from "../errors.ts";
import type { Integration } from "../integrations/integration.ts";
import { addEvent, type Thread } from "./visit.ts";

interface TaskEvents {
  scheduled(parameters: unknown, limits: { timeoutInSeconds?: number; heartbeatInSeconds?: number }): void;
  /** A worker has it: only of an activity. */
  started(workerName: string | undefined): void;
  submitted(output: unknown): void;
  succeeded(output: unknown): void;
  failed(failure: StateError): void;
}

/** History of one attempt: `LambdaFunction...` events for a plain function ARN, `Task...` events for all else. */
export const taskEvents = (thread: Thread, { resource, resourceType }: Integration): TaskEvents => {
  const event = (type: string, name: string, details: Record<string, unknown>): void =>
    void addEvent(thread, type, [name, details]);

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
      started: () => {},
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

  if (resourceType === "activity") return activityEvents(event, resource);

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
    started: () => {},
    submitted: (output) => event("TaskSubmitted", "taskSubmittedEventDetails", { output, ...task }),
    succeeded: (output) => event("TaskSucceeded", "taskSucceededEventDetails", { output, ...task }),
    failed({ error, details }) {
      if (error === "States.Timeout") event("TaskTimedOut", "taskTimedOutEventDetails", { error, ...task });
      else event("TaskFailed", "taskFailedEventDetails", { cause: details, error, ...task });
    },
  };
};

const activityEvents = (
  event: (type: string, name: string, details: Record<string, unknown>) => void,
  resource: string,
): TaskEvents => ({
  scheduled: (input, limits) =>
    event("ActivityScheduled", "activityScheduledEventDetails", { input, resource, ...limits }),
  started: (workerName) => event("ActivityStarted", "activityStartedEventDetails", { workerName }),
  submitted: () => {},
  succeeded: (output) => event("ActivitySucceeded", "activitySucceededEventDetails", { output }),
  failed({ error, details }) {
    const timedOut = error === "States.Timeout";
    if (timedOut) event("ActivityTimedOut", "activityTimedOutEventDetails", { error });
    else event("ActivityFailed", "activityFailedEventDetails", { cause: details, error });
  },
});
