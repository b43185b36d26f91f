import { type EventContract, PaymentRequested, StockReservationRequested } from "@sourdough/events-schema";
import { type DataFields, depthAfter, eventEntry, jsonata, retry } from "@sourdough/workflow-kit";
import { replyTimeout } from "../domain/reply-timeout.ts";
import { changeOrderStatus, neverWhenRefused } from "./change-order-status.ts";

const cause = {
  correlationId: "$order.orderId",
  causationId: "$cause",
  depth: "$depth",
  traceparent: "$order.traceparent",
};
const replyTo = "$states.context.Task.Token";

/**
 * Standard state machine, one execution per order, named after it: checks the order, has its pieces and its money
 * held by the domains that own them, and confirms or rejects it. What goes wrong with the system itself is no reason
 * to reject: the execution fails after four minutes of tries, with an alarm, and is redriven when that is mended.
 *
 * Variables: `order` is the input; `cause` the id of the message that led here, `depth` the one of what it
 * leads to; `reason` why the order is rejected.
 */
export const fulfilOrder = <Text>(names: {
  busName: Text;
  checkOrderArn: Text;
  changeOrderStatusArn: Text;
}) => {
  const changeStatus = (command: { type: string; reason?: string }) => ({
    ...changeOrderStatus(names.changeOrderStatusArn, {
      orderId: "$order.orderId",
      customerId: "$order.customerId",
      command,
      cause,
    }),
    Output: "{% $states.result.Payload %}",
    Retry: [neverWhenRefused, retry.patiently],
    // Cancelled meanwhile, say: whoever closed it has published the event that makes the others let go of what they hold.
    Catch: [{ ErrorEquals: ["OrderStatusConflictError"], Next: "OrderIsClosed" }],
    End: true,
  });

  /** Publishes a request and waits until `ResumeFulfilment` brings the reply. */
  const ask = <Event extends EventContract>(
    event: Event,
    options: {
      step: string;
      data: DataFields<Event>;
      timeoutSeconds: number;
      refusal: string;
      late: string;
      next: string;
    },
  ) => ({
    Type: "Task",
    Resource: "arn:aws:states:::events:putEvents.waitForTaskToken",
    TimeoutSeconds: options.timeoutSeconds,
    Arguments: {
      Entries: [
        eventEntry(names.busName, event, {
          eventId: `'evt-' & $substringAfter($order.orderId, '-') & '-${options.step}'
            & ($states.context.State.RetryCount > 0 ? '-' & $states.context.State.RetryCount : '')`,
          cause,
          data: options.data,
        }),
      ],
    },
    Assign: {
      cause: "{% $states.result.eventId %}",
      depth: jsonata(depthAfter("$states.result.depth")),
    },
    Output: {},
    // What the bus did not take; a request that went out is not repeated.
    Retry: [retry.never(options.refusal, "States.Timeout"), retry.patiently],
    Catch: [
      {
        ErrorEquals: [options.refusal],
        Assign: {
          reason: "{% $parse($states.errorOutput.Cause).reason %}",
          cause: "{% $parse($states.errorOutput.Cause).eventId %}",
          depth: jsonata(depthAfter("$parse($states.errorOutput.Cause).depth")),
        },
        Output: {},
        Next: "RejectOrder",
      },
      {
        ErrorEquals: ["States.Timeout"],
        Assign: { reason: options.late },
        Output: {},
        Next: "RejectOrder",
      },
    ],
    Next: options.next,
  });

  return {
    StartAt: "CheckOrder",
    States: {
      CheckOrder: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
        Arguments: {
          StateMachineArn: names.checkOrderArn,
          Input: "{% $string($states.input) %}",
        },
        // A nested execution that fails is an answer to the call, and no error of this task, until it is made one.
        Output: jsonata(`$states.result.Status = 'SUCCEEDED'
          ? $parse($states.result.Output)
          : $error('CheckOrder: ' & $states.result.Status)`),
        Assign: { order: "{% $states.input %}", cause: "{% $states.input.causationId %}", depth: 0 },
        Retry: [retry.patiently],
        Next: "IsAcceptable",
      },
      IsAcceptable: {
        Type: "Choice",
        Choices: [
          {
            Condition: "{% $exists($states.input.reason) %}",
            Assign: { reason: "{% $states.input.reason %}" },
            Next: "RejectOrder",
          },
        ],
        Default: "ReserveStock",
      },
      ReserveStock: ask(StockReservationRequested, {
        step: "stock-requested",
        data: {
          orderId: "$order.orderId",
          storeId: "$order.storeId",
          lines: "[$order.lines.{'sku': sku, 'quantity': quantity}]",
          replyTo,
        },
        timeoutSeconds: replyTimeout.stock,
        refusal: "StockRejected",
        late: "stock_timeout",
        next: "AuthorizePayment",
      }),
      AuthorizePayment: ask(PaymentRequested, {
        step: "payment-requested",
        data: {
          orderId: "$order.orderId",
          customerId: "$order.customerId",
          storeId: "$order.storeId",
          amountCents: "$order.totalCents",
          currency: "$order.currency",
          paymentMethodId: "$order.paymentMethodId",
          replyTo,
        },
        timeoutSeconds: replyTimeout.payment,
        refusal: "PaymentDeclined",
        late: "payment_timeout",
        next: "ConfirmOrder",
      }),
      ConfirmOrder: changeStatus({ type: "Confirm" }),
      RejectOrder: changeStatus({ type: "Reject", reason: "{% $reason %}" }),
      OrderIsClosed: { Type: "Succeed" },
    },
  };
};
