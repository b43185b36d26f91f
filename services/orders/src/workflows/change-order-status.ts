import { type Cause, type Expression, jsonata, retry, template } from "@sourdough/workflow-kit";

/** What `ChangeOrderStatus` throws when the rules say no. */
export const refusals = ["OrderStatusConflictError", "OrderNotFoundError"];

/** First retrier of the task: the rules say the same again. */
export const neverWhenRefused = retry.never(...refusals, "InvalidInputError");

/** The task that runs `ChangeOrderStatus`, whose input is `OrderStatusChange`. */
export const changeOrderStatus = <Text>(
  functionArn: Text,
  change: {
    orderId: Expression;
    customerId: Expression;
    /** As the States Language has it: names, or expressions within `{% %}`. */
    command: { type: string; reason?: string };
    cause: Cause;
  },
) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: {
    FunctionName: functionArn,
    Payload: {
      orderId: jsonata(change.orderId),
      customerId: jsonata(change.customerId),
      command: change.command,
      metadata: template(change.cause),
    },
  },
});
