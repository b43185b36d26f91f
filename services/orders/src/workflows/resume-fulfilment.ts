import { PaymentDeclined, StockRejected } from "@sourdough/events-schema";
import { catchIntoDeadLetterQueue, jsonata, retry, sendToDeadLetterQueue } from "@sourdough/workflow-kit";

const gone = ["Sfn.TaskTimedOutException", "Sfn.TaskDoesNotExistException"];

const handover = {
  Type: "Task",
  Output: {},
  Retry: [retry.never(...gone, "Sfn.InvalidTokenException"), retry.persistently],
  Catch: [{ ErrorEquals: gone, Output: {}, Next: "TaskIsOver" }, catchIntoDeadLetterQueue()],
  End: true,
};

/**
 * Express state machine that takes a reply from the bus to the execution whose task token it carries. A token that
 * is gone means a repeated reply, or one that came after the timeout: the order has its answer then, and the
 * rejection makes the other domain give back what it holds.
 */
export const resumeFulfilment = <Text>(deadLetterQueueUrl: Text) => ({
  StartAt: "WhichReply",
  TimeoutSeconds: 120,
  States: {
    WhichReply: {
      Type: "Choice",
      Choices: [StockRejected, PaymentDeclined].map(({ name }) => ({
        Condition: `{% $states.input.\`detail-type\` = '${name}' %}`,
        Next: "Refuse",
      })),
      Default: "Continue",
    },
    Continue: {
      ...handover,
      Resource: "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess",
      Arguments: {
        TaskToken: "{% $states.input.detail.data.replyTo %}",
        Output: "{% $string({'eventId': $states.input.detail.metadata.eventId}) %}",
      },
    },
    Refuse: {
      ...handover,
      Resource: "arn:aws:states:::aws-sdk:sfn:sendTaskFailure",
      Arguments: {
        TaskToken: "{% $states.input.detail.data.replyTo %}",
        Error: "{% $states.input.`detail-type` %}",
        Cause: jsonata(`$string({
          'eventId': $states.input.detail.metadata.eventId,
          'reason': $states.input.\`detail-type\` = '${PaymentDeclined.name}'
            ? 'payment_declined'
            : $states.input.detail.data.reason
        })`),
      },
    },
    TaskIsOver: { Type: "Succeed" },
    ...sendToDeadLetterQueue(deadLetterQueueUrl),
  },
});
