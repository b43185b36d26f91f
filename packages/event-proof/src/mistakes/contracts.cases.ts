import type { EventContract } from "@sourdough/events-schema";
import { type Case, changeEvent, files, found, redeclare, remove, renameField } from "./mistake.ts";

const { orders, inventory } = files;

export const contracts: readonly Case[] = [
  {
    mistake: "a field renamed in the contract, read by a machine",
    make: renameField("StockReservationRequested", "storeId", "shopId"),
    found: found("path.missing", "ReserveStock", inventory),
  },
  {
    mistake: "a field renamed in the contract, read by a template",
    make: renameField("OrderStatusChanged", "at", "changedAt"),
    found: found("path.missing", "OrderStatusMessagesTarget", orders),
  },
  {
    mistake: "a field renamed in the contract, read by a function",
    make: renameField("PaymentRequested", "amountCents", "totalCents"),
    found: found("path.missing", "AuthorizePayment", "services/payments/src/consumes.ts"),
  },
  {
    mistake: "a field renamed in the contract, written by a machine",
    make: renameField("PaymentRequested", "amountCents", "totalCents"),
    found: found("publish.contract", "FulfilOrder", orders),
  },
  {
    mistake: "an event for outsiders that is no longer marked",
    make: changeEvent("StockWrittenOff", { public: undefined } as unknown as Partial<EventContract>),
    found: found(
      "event.unrouted",
      "StockWrittenOff v1",
      "events-schema/src/inventory/stock-written-off.v1.ts",
    ),
  },
  {
    mistake: "a consumer that does not say what it reads",
    make: redeclare("ProjectMenu", () => undefined),
    found: found("consumer.undeclared", "ProjectMenu", orders),
  },
  {
    mistake: "a consumer that says too little",
    make: redeclare("ProjectMenu", (parts) => parts.map((part) => ({ ...part, reads: ["sku", "listed"] }))),
    found: found("reads.undeclared", "ProjectMenu", "services/orders/src/consumes.ts"),
  },
  {
    mistake: "a consumer that says too much",
    make: redeclare("ProjectMenu", (parts) =>
      parts.map((part) => ({ ...part, reads: [...part.reads, "allergens"] })),
    ),
    found: found("reads.unused", "ProjectMenu", "services/orders/src/consumes.ts"),
  },
  {
    mistake: "a consumer whose function is gone",
    make: remove("SendEmailFunction"),
    found: found("consumer.unknown", "SendEmail", "services/notifications/src/consumes.ts"),
  },
];
