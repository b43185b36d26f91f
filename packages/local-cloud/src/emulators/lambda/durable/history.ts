import type { ErrorObject, Event, EventType, Operation } from "@aws-sdk/client-lambda";
import type { Execution } from "./execution.ts";

type Details = Omit<
  Event,
  "EventType" | "EventId" | "EventTimestamp" | "Id" | "Name" | "ParentId" | "SubType"
>;

/** Adds an event to the history, of an operation or of the execution itself. */
export const addEvent = (
  execution: Execution,
  type: EventType,
  at: Date,
  details: Details,
  operation?: Operation,
): void => {
  const event: Event = {
    EventType: type,
    EventId: execution.history.length + 1,
    EventTimestamp: at,
    Id: operation?.Id,
    Name: operation?.Name,
    ParentId: operation?.ParentId,
    SubType: operation?.SubType,
    ...details,
  };
  execution.history.push(event);
  execution.keeper.event(event);
  execution.keeper.changed(execution);
};

// Nothing is cut off here.
export const payloadOf = (Payload: string | undefined) => ({ Payload, Truncated: false });
export const errorOf = (Payload: ErrorObject | undefined) => ({ Payload, Truncated: false });

/** What somebody who did not ask for the data gets: that there was some. */
export const withoutData = (event: Event): Event =>
  Object.fromEntries(
    Object.entries(event).map(([name, value]) => [name, name.endsWith("Details") ? hidden(value) : value]),
  ) as Event;

const hidden = (details: Record<string, unknown> | undefined) =>
  details &&
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      name === "Input" || name === "Result" || name === "Error" ? {} : value,
    ]),
  );

/** The events by which an operation ends, by its type and status. */
export const endEvent = (
  { Type, Status, ...operation }: Operation,
  seconds?: number,
): [EventType, Details] => {
  const { StepDetails, ContextDetails, CallbackDetails, ChainedInvokeDetails } = operation;
  const done = Status === "SUCCEEDED";
  switch (Type) {
    case "STEP": {
      const RetryDetails = { CurrentAttempt: (StepDetails?.Attempt ?? 0) + 1 };
      return done
        ? [
            "StepSucceeded",
            { StepSucceededDetails: { Result: payloadOf(StepDetails?.Result), RetryDetails } },
          ]
        : ["StepFailed", { StepFailedDetails: { Error: errorOf(StepDetails?.Error), RetryDetails } }];
    }
    case "CONTEXT":
      return done
        ? ["ContextSucceeded", { ContextSucceededDetails: { Result: payloadOf(ContextDetails?.Result) } }]
        : ["ContextFailed", { ContextFailedDetails: { Error: errorOf(ContextDetails?.Error) } }];
    case "WAIT":
      return done
        ? ["WaitSucceeded", { WaitSucceededDetails: { Duration: seconds } }]
        : ["WaitCancelled", { WaitCancelledDetails: {} }];
    case "CALLBACK": {
      if (done)
        return [
          "CallbackSucceeded",
          { CallbackSucceededDetails: { Result: payloadOf(CallbackDetails?.Result) } },
        ];
      const failure = errorOf(CallbackDetails?.Error);
      return Status === "TIMED_OUT"
        ? ["CallbackTimedOut", { CallbackTimedOutDetails: { Error: failure } }]
        : ["CallbackFailed", { CallbackFailedDetails: { Error: failure } }];
    }
    case "CHAINED_INVOKE": {
      if (done)
        return [
          "ChainedInvokeSucceeded",
          { ChainedInvokeSucceededDetails: { Result: payloadOf(ChainedInvokeDetails?.Result) } },
        ];
      const failure = errorOf(ChainedInvokeDetails?.Error);
      if (Status === "TIMED_OUT")
        return ["ChainedInvokeTimedOut", { ChainedInvokeTimedOutDetails: { Error: failure } }];
      if (Status === "STOPPED" || Status === "CANCELLED")
        return ["ChainedInvokeStopped", { ChainedInvokeStoppedDetails: { Error: failure } }];
      return ["ChainedInvokeFailed", { ChainedInvokeFailedDetails: { Error: failure } }];
    }
    default:
      throw new Error(`An operation of type ${Type} has no event for its end.`);
  }
};
