import * as z from "zod";

const count = (what: string) => z.int().min(0).describe(what);

/** How much an audit looked at. */
export const Audited = z
  .object({
    products: count("Products of a store whose pieces were counted."),
    reservations: count("Reservations whose pieces were added up."),
    orders: count("Orders whose stock, money and messages were compared with them."),
    payments: count("Payments at the provider that were compared with orders and ledger."),
    queues: count("Dead-letter queues that were looked into."),
    unsettled: count("Orders and products that changed meanwhile, and are left to the next audit."),
  })
  .describe("How much was looked at.");

/** Something that is not as the invariants of the system say. */
export const Difference = z
  .object({
    invariant: z.int().min(1).max(6).describe("Number of the invariant in docs/how-it-works.md."),
    about: z.string().max(200).describe("Order, product of a store, payment at the provider, or queue."),
    what: z.string().max(400).describe("What is, and what should be."),
  })
  .describe("Something that is not as the invariants of the system say.");

export type Audited = z.infer<typeof Audited>;
export type Difference = z.infer<typeof Difference>;
