import { type Case, files, found, renameField, replace } from "./mistake.ts";

const { orders } = files;
const handler = "services/orders/src/handlers/fulfil-order.durable.ts";

/** Mistakes around a durable function that publishes by itself, and the machine that answers its callbacks. */
export const durableFunctions: readonly Case[] = [
  {
    mistake: "a field renamed in the contract, written by a durable function",
    make: renameField("PaymentRequested", "amountCents", "totalCents"),
    found: found("publish.contract", "FulfilOrder", handler),
  },
  {
    mistake: "a durable function that nobody runs",
    make: (subject) => ({ ...subject, dryRuns: new Map() }),
    found: found("function.unproven", "FulfilOrder", handler),
  },
  {
    mistake: "an answer under another name than the durable function reads",
    make: replace("ResumeFulfilment", "{'eventId':", "{'id':"),
    found: found("function.fails", "FulfilOrder", handler),
  },
  {
    mistake: "a reason under another name than the durable function reads",
    make: replace("ResumeFulfilment", "{'reason':", "{'reasons':"),
    found: found("function.fails", "FulfilOrder", handler),
  },
  {
    mistake: "a path with a typo in the id of a callback",
    make: replace("ResumeFulfilment", "detail.data.replyTo", "detail.data.replyto"),
    found: found("path.missing", "ResumeFulfilment", orders),
  },
];
