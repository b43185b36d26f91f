import * as z from "zod";
import { defineEvent } from "../event.ts";
import { AuditId, Timestamp } from "../fields.ts";
import { Audited, Difference } from "./audited.ts";

export const AuditFailed = defineEvent({
  source: "sourdough.audit",
  name: "AuditFailed",
  version: 1,
  description: "An audit found what is not as the invariants say: a person has to look.",
  data: z.object({
    auditId: AuditId,
    startedAt: Timestamp,
    completedAt: Timestamp,
    audited: Audited,
    differences: z.int().min(1).describe("How many there are; the office lists the first hundred."),
    first: z.array(Difference).min(1).max(10).describe("The first of them."),
  }),
  examples: [
    {
      auditId: "6d2f8a7c-7a1e-4a57-9f0e-0f4f0f3b9d10",
      startedAt: "2026-12-01T02:30:00.812Z",
      completedAt: "2026-12-01T02:30:19.001Z",
      audited: {
        products: 135,
        reservations: 4_210,
        orders: 4_377,
        payments: 4_102,
        queues: 21,
        unsettled: 0,
      },
      differences: 1,
      first: [
        {
          invariant: 2,
          about: "store-1 butter-croissant",
          what: "delivered 120; on hand 80, reserved 0, sold 39, written off 0 make 119",
        },
      ],
    },
    {
      auditId: "by-hand-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      startedAt: "2026-12-01T14:05:21.000Z",
      completedAt: "2026-12-01T14:05:22.400Z",
      audited: {
        products: 135,
        reservations: 4_210,
        orders: 4_377,
        payments: 4_102,
        queues: 21,
        unsettled: 0,
      },
      differences: 2,
      first: [
        {
          invariant: 1,
          about: "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
          what: "PENDING since 2026-12-01T09:00:00.000Z",
        },
        { invariant: 6, about: "EmailDeadLetterQueue", what: "3 messages wait for a person" },
      ],
    },
  ],
  delivery: "Once per audit, or AuditPassed instead.",
  public: true,
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
