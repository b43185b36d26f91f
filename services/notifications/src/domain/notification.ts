import type { DataOf, OrderCancelled, OrderConfirmed, OrderRejected } from "@sourdough/events-schema";

/** What a customer is told about. */
export type News =
  | { readonly name: "OrderConfirmed"; readonly data: DataOf<typeof OrderConfirmed> }
  | { readonly name: "OrderRejected"; readonly data: DataOf<typeof OrderRejected> }
  | { readonly name: "OrderCancelled"; readonly data: DataOf<typeof OrderCancelled> };

export type Channel = "email" | "sms";
