import type { StateError } from "../errors.ts";
import type { Integration } from "../integrations/integration.ts";
import { addEvent, type Thread } from "./visit.ts";

/** How long an attempt may take, and how long without a heartbeat. */
export interface Limits {
  timeoutInSeconds?: number;
  heartbeatInSeconds?: number;
}

/** The first three give the id of the event. */
export interface TaskEvents {
  scheduled(parameters: unknown, limits: Limits): number;
  /** A worker has it: only of an activity. */
  started(workerName: string | undefined): number;
  submitted(output: unknown): number;
  succeeded(output: unknown): void;
  failed(failure: StateError): void;
}

const never = (): never => {
  throw new Error("Such a task has no such event.");
};

/** History of one attempt: `LambdaFunction...` events for a plain function ARN, `Task...` events for all else. */
export const taskEvents = (thread: Thread, { resource, resourceType }: Integration): TaskEvents => {
  const event = (type: string, name: string, details: Record<string, unknown>): number =>
    addEvent(thread, type, [name, details]);

  if (resourceType === undefined) {
    return {
      scheduled(input, { timeoutInSeconds }) {
        const id = event("LambdaFunctionScheduled", "lambdaFunctionScheduledEventDetails", {
          input,
          resource,
          timeoutInSeconds,
        });
        addEvent(thread, "LambdaFunctionStarted");
        return id;
      },
      started: never,
      submitted: never,
      succeeded: (output) =>
        void event("LambdaFunctionSucceeded", "lambdaFunctionSucceededEventDetails", { output }),
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
      const id = event("TaskScheduled", "taskScheduledEventDetails", {
        parameters,
        region: thread.runtime.cloud.region,
        ...limits,
        ...task,
      });
      event("TaskStarted", "taskStartedEventDetails", task);
      return id;
    },
    started: never,
    submitted: (output) => event("TaskSubmitted", "taskSubmittedEventDetails", { output, ...task }),
    succeeded: (output) => void event("TaskSucceeded", "taskSucceededEventDetails", { output, ...task }),
    failed({ error, details }) {
      if (error === "States.Timeout") event("TaskTimedOut", "taskTimedOutEventDetails", { error, ...task });
      else event("TaskFailed", "taskFailedEventDetails", { cause: details, error, ...task });
    },
  };
};

const activityEvents = (
  event: (type: string, name: string, details: Record<string, unknown>) => number,
  resource: string,
): TaskEvents => ({
  scheduled: (input, limits) =>
    event("ActivityScheduled", "activityScheduledEventDetails", { input, resource, ...limits }),
  started: (workerName) => event("ActivityStarted", "activityStartedEventDetails", { workerName }),
  submitted: never,
  succeeded: (output) => void event("ActivitySucceeded", "activitySucceededEventDetails", { output }),
  failed({ error, details }) {
    const timedOut = error === "States.Timeout";
    if (timedOut) event("ActivityTimedOut", "activityTimedOutEventDetails", { error });
    else event("ActivityFailed", "activityFailedEventDetails", { cause: details, error });
  },
});
