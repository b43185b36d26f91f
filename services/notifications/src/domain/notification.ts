import type { DataOf, OrderCancelled, OrderConfirmed, OrderRejected } from "@sourdough/events-schema";

type Order = Pick<DataOf<typeof OrderCancelled>, "orderId" | "totalCents" | "currency">;

/** What became of an order, as far as its customer is notified of it. */
export type OrderOutcome =
  | { readonly name: "OrderConfirmed"; readonly data: Order & Pick<DataOf<typeof OrderConfirmed>, "lines"> }
  | { readonly name: "OrderRejected"; readonly data: Order & Pick<DataOf<typeof OrderRejected>, "reason"> }
  | {
      readonly name: "OrderCancelled";
      readonly data: Order & { readonly reason?: DataOf<typeof OrderCancelled>["reason"] };
    };

/** The recipient, by the fields a channel needs. */
export type For<Customer> = { readonly data: { readonly customer: Customer } };

export type Channel = "email" | "sms";
