import type { AuditView } from "@sourdough/events-schema/http";
import type { AuditState } from "../use-cases/ports.ts";

type Audited = AuditState["audited"];

/** The six invariants in a few words, and how much each was held to. */
const checks: readonly { invariant: string; of: (audited: Audited) => number }[] = [
  { invariant: "Every order gets its answer", of: ({ orders }) => orders },
  { invariant: "No piece is lost or made up", of: ({ products, reservations }) => products + reservations },
  { invariant: "Money follows the order, once", of: ({ orders, payments }) => orders + payments },
  { invariant: "Whoever has to know was told", of: ({ orders }) => orders },
  { invariant: "No change is missing", of: ({ orders }) => orders },
  { invariant: "Nothing waits in a dead-letter queue", of: ({ queues }) => queues },
];

/** An audit as the office shows it. */
export const viewOf = (state: Omit<AuditState, "memory">): AuditView => {
  const { auditId, status, startedAt, completedAt, audited, byInvariant, first } = state;
  return {
    auditId,
    status,
    startedAt,
    endedAt: completedAt,
    checks: checks.map(({ invariant, of }, index) => ({
      invariant,
      checked: of(audited),
      differences: byInvariant[index + 1] ?? 0,
    })),
    unsettled: audited.unsettled,
    differences: first.map(({ invariant, about, what }) => ({
      invariant: checks[invariant - 1]?.invariant ?? String(invariant),
      id: about,
      what,
    })),
  };
};
