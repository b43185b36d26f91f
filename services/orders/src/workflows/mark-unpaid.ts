import {
  catchIntoDeadLetterQueue,
  metadataFrom,
  retry,
  sendToDeadLetterQueue,
  template,
} from "@sourdough/workflow-kit";

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
          metadata: template(metadataFrom("$states.input.detail.metadata")),
        },
      },
      Output: {},
      Retry: [
        retry.never("OrderStatusConflictError", "OrderNotFoundError", "InvalidInputError"),
        retry.patiently,
      ],
      Catch: [catchIntoDeadLetterQueue()],
      End: true,
    },
    ...sendToDeadLetterQueue(names.deadLetterQueueUrl),
  },
});
