import { never, patiently } from "./jsonata.ts";

/**
 * Express state machine behind `PaymentLost`: the order's rules say whether it is cancelled or paid at the counter. An
 * event that comes again, or for an order that is over, changes nothing.
 */
export const markUnpaid = <Text>(names: { changeOrderStatusArn: Text; deadLetterQueueUrl: Text }) => ({
  StartAt: "MarkUnpaid",
  TimeoutSeconds: 290,
  States: {
    MarkUnpaid: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: {
        FunctionName: names.changeOrderStatusArn,
        Payload: {
          orderId: "{% $states.input.detail.data.orderId %}",
          customerId: "{% $states.input.detail.data.customerId %}",
          command: { type: "MarkUnpaid" },
          metadata: {
            correlationId: "{% $states.input.detail.metadata.correlationId %}",
            causationId: "{% $states.input.detail.metadata.eventId %}",
            traceparent: "{% $states.input.detail.metadata.traceparent %}",
          },
        },
      },
      Output: {},
      Retry: [never("OrderStatusConflictError", "OrderNotFoundError", "InvalidInputError"), patiently],
      Catch: [
        {
          ErrorEquals: ["States.ALL"],
          Output: { event: "{% $states.input %}", error: "{% $states.errorOutput %}" },
          Next: "KeepEvent",
        },
      ],
      End: true,
    },
    // The rule's own dead-letter queue ends at the start of this machine.
    KeepEvent: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:sqs:sendMessage",
      Arguments: { QueueUrl: names.deadLetterQueueUrl, MessageBody: "{% $string($states.input) %}" },
      End: true,
    },
  },
});
