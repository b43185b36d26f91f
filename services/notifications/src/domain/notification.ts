import type { DataOf, OrderCancelled, OrderConfirmed, OrderRejected } from "@sourdough/events-schema";

type Told = Pick<DataOf<typeof OrderCancelled>, "orderId" | "totalCents" | "currency">;

/** What a customer is told about. */
export type News =
  | { readonly name: "OrderConfirmed"; readonly data: Told & Pick<DataOf<typeof OrderConfirmed>, "lines"> }
  | { readonly name: "OrderRejected"; readonly data: Told & Pick<DataOf<typeof OrderRejected>, "reason"> }
  | {
      readonly name: "OrderCancelled";
      readonly data: Told & { readonly reason?: DataOf<typeof OrderCancelled>["reason"] };
    };

/** Whom to tell, by the fields a channel needs. */
export type For<Customer> = { readonly data: { readonly customer: Customer } };

export type Channel = "email" | "sms";
