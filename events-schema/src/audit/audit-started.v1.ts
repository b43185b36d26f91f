import * as z from "zod";
import { defineEvent } from "../event.ts";
import { AuditId, Timestamp } from "../fields.ts";

export const AuditStarted = defineEvent({
  source: "sourdough.audit",
  name: "AuditStarted",
  version: 1,
  description: "An audit of orders, ledger, provider and stock began.",
  data: z.object({ auditId: AuditId, startedAt: Timestamp }),
  examples: [
    { auditId: "6d2f8a7c-7a1e-4a57-9f0e-0f4f0f3b9d10", startedAt: "2026-12-01T02:30:00.812Z" },
    { auditId: "by-hand-01JD7Q2Z8M4V6T0K9X3C5B7N1A", startedAt: "2026-12-01T14:05:21.000Z" },
  ],
  delivery: "Once per audit, and possibly after its end.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-29" },
});
