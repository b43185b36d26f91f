import { PaymentDeclined, StockRejected } from "@sourdough/events-schema";
import {
  catchIntoDeadLetterQueue,
  jsonata,
  object,
  retry,
  sendToDeadLetterQueue,
} from "@sourdough/workflow-kit";

/** `gone` means a repeated reply, or one that came after the timeout; what is `wrong` would be wrong again. */
const handover = ({ gone, wrong }: { gone: string[]; wrong: string }) => ({
  Type: "Task",
  Output: {},
  Retry: [retry.never(...gone, wrong), retry.persistently],
  Catch: [{ ErrorEquals: gone, Output: {}, Next: "NobodyWaits" }, catchIntoDeadLetterQueue()],
  End: true,
});

const toTask = handover({
  gone: ["Sfn.TaskTimedOutException", "Sfn.TaskDoesNotExistException"],
  wrong: "Sfn.InvalidTokenException",
});

const reply = {
  eventId: "$states.input.detail.metadata.eventId",
  depth: "$states.input.detail.metadata.depth",
};
const replyTo = "{% $states.input.detail.data.replyTo %}";
const isRefusal = [StockRejected, PaymentDeclined]
  .map(({ name }) => `$states.input.\`detail-type\` = '${name}'`)
  .join(" or ");
const reason = `$states.input.\`detail-type\` = '${PaymentDeclined.name}'
  ? 'payment_declined'
  : $states.input.detail.data.reason`;

/**
 * Express state machine that takes a reply from the bus to the execution whose task token it carries. A token that
 * is gone is none of its failures: the order has its answer then, and the rejection makes the other domain give back
 * what it holds.
 */
export const resumeExecution = <Text>(deadLetterQueueUrl: Text) => ({
  StartAt: "WhichReply",
  TimeoutSeconds: 120,
  States: {
    WhichReply: {
      Type: "Choice",
      Choices: [{ Condition: jsonata(isRefusal), Next: "Refuse" }],
      Default: "Continue",
    },
    Continue: {
      ...toTask,
      Resource: "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess",
      Arguments: {
        TaskToken: replyTo,
        Output: jsonata(`$string(${object(reply)})`),
      },
    },
    Refuse: {
      ...toTask,
      Resource: "arn:aws:states:::aws-sdk:sfn:sendTaskFailure",
      Arguments: {
        TaskToken: replyTo,
        Error: "{% $states.input.`detail-type` %}",
        Cause: jsonata(`$string(${object({ ...reply, reason })})`),
      },
    },
    NobodyWaits: { Type: "Succeed" },
    ...sendToDeadLetterQueue(deadLetterQueueUrl),
  },
});

/** The same for a durable function: the reply is what `FulfilmentReply` says, to the callback whose id it carries. */
export const resumeDurableExecution = <Text>(deadLetterQueueUrl: Text) => ({
  StartAt: "Answer",
  TimeoutSeconds: 120,
  States: {
    Answer: {
      ...handover({
        gone: ["Lambda.CallbackTimeoutException"],
        wrong: "Lambda.InvalidParameterValueException",
      }),
      Resource: "arn:aws:states:::aws-sdk:lambda:sendDurableExecutionCallbackSuccess",
      Arguments: {
        CallbackId: replyTo,
        Result: jsonata(`$string($merge([
          ${object(reply)},
          ${isRefusal} ? {'reason': ${reason}} : {}
        ]))`),
      },
    },
    NobodyWaits: { Type: "Succeed" },
    ...sendToDeadLetterQueue(deadLetterQueueUrl),
  },
});
