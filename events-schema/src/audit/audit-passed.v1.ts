import * as z from "zod";
import { defineEvent } from "../event.ts";
import { AuditId, Timestamp } from "../fields.ts";
import { Audited } from "./audited.ts";

export const AuditPassed = defineEvent({
  source: "sourdough.audit",
  name: "AuditPassed",
  version: 1,
  description: "An audit ended, and all that it looked at is as the invariants say.",
  data: z.object({ auditId: AuditId, startedAt: Timestamp, completedAt: Timestamp, audited: Audited }),
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
    },
    {
      auditId: "by-hand-01JD7Q2Z8M4V6T0K9X3C5B7N1A",
      startedAt: "2026-12-01T14:05:21.000Z",
      completedAt: "2026-12-01T14:05:22.400Z",
      audited: { products: 0, reservations: 0, orders: 0, payments: 0, queues: 21, unsettled: 0 },
    },
  ],
  delivery: "Once per audit, or AuditFailed instead.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
