import {
  catchIntoDeadLetterQueue,
  metadataFrom,
  retry,
  sendToDeadLetterQueue,
} from "@sourdough/workflow-kit";
import { changeOrderStatus, neverWhenRefused } from "./change-order-status.ts";

/**
 * Express state machine behind `PaymentLost`: the order's rules say whether it is cancelled or paid at the counter. An
 * event that comes again, or for an order that is over, changes nothing.
 */
export const markUnpaid = <Text>(names: { changeOrderStatusArn: Text; deadLetterQueueUrl: Text }) => ({
  StartAt: "MarkUnpaid",
  TimeoutSeconds: 120,
  States: {
    MarkUnpaid: {
      ...changeOrderStatus(names.changeOrderStatusArn, {
        orderId: "$states.input.detail.data.orderId",
        customerId: "$states.input.detail.data.customerId",
        command: { type: "MarkUnpaid" },
        cause: metadataFrom("$states.input.detail.metadata"),
      }),
      Output: {},
      Retry: [neverWhenRefused, retry.persistently],
      Catch: [catchIntoDeadLetterQueue()],
      End: true,
    },
    ...sendToDeadLetterQueue(names.deadLetterQueueUrl),
  },
});
