import type {
  DataOf,
  OrderCancelled,
  OrderConfirmed,
  OrderNotCollected,
  OrderRefunded,
  OrderRejected,
} from "@sourdough/events-schema";

type Order = Pick<DataOf<typeof OrderCancelled>, "orderId" | "storeId" | "totalCents" | "currency">;
type Refund = Pick<
  DataOf<typeof OrderRefunded>,
  "orderId" | "amountCents" | "totalRefundedCents" | "currency"
>;

/** What became of an order, or is to be remembered of it, as far as its customer is notified of it. */
export type OrderOutcome =
  | { readonly name: "OrderConfirmed"; readonly data: Order & Pick<DataOf<typeof OrderConfirmed>, "lines"> }
  | { readonly name: "OrderRejected"; readonly data: Order & Pick<DataOf<typeof OrderRejected>, "reason"> }
  | {
      readonly name: "OrderCancelled";
      readonly data: Order & { readonly reason?: DataOf<typeof OrderCancelled>["reason"] };
    }
  | {
      readonly name: "OrderRefunded";
      readonly data: Refund;
    }
  | {
      readonly name: "OrderNotCollected" | "CollectionReminderRequested";
      readonly data: Order & { readonly unpaid?: DataOf<typeof OrderNotCollected>["unpaid"] };
    };

/** The recipient, by the fields a channel needs. */
export type For<Customer> = { readonly data: { readonly customer: Customer } };

export type Channel = "email" | "sms";
