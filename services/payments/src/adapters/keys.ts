import { identityOf, keyOf, queryOf } from "@sourdough/lambda-kit/entity";
import { paymentsTable } from "./payments-table.ts";

const { dispute, fact } = paymentsTable({ table: "PaymentsTable" }).entities;

/** The keys of `PaymentsTable`, for templates and state machines; an id may be an expression of theirs. */
export const keys = {
  dispute: (disputeId: string) => keyOf(dispute.get({ disputeId })),
};

/** What the item of a fact begins with. */
export const factHead = (orderId: string, kind: string, eventId: string) => ({
  ...keyOf(fact.get({ orderId, kind: kind as "told", eventId })),
  ...identityOf(fact),
});

/** What comes before the id in the key of a dispute. */
export const disputeKeyPrefix = keys.dispute("").pk;

/** Parameters of the `Query` of all disputes, newest first. */
export const latestDisputes = (table: string, limit: number) =>
  queryOf(dispute.query.office({}), { table, order: "desc", limit });
