import * as z from "zod";
import { Difference } from "../../audit/audited.ts";
import { AuditId, Timestamp } from "../../fields.ts";

/** An audit as the office sees it. */
export const AuditView = z.object({
  auditId: AuditId,
  status: z.enum(["RUNNING", "PASSED", "FAILED"]),
  startedAt: Timestamp,
  endedAt: Timestamp.optional(),
  /** What is held to what, in words; one for each invariant. */
  checks: z.array(z.object({ invariant: z.string(), checked: z.int().min(0), differences: z.int().min(0) })),
  /** Orders and products that changed meanwhile, and are left to the next audit. */
  unsettled: z.int().min(0),
  /** The first hundred. */
  differences: z.array(
    z.object({ invariant: z.string(), id: Difference.shape.about, what: Difference.shape.what }),
  ),
});

/** `GET /office/audits`, for staff: the last ten, newest first, and when the next one is. */
export const AuditsView = z.object({
  audits: z.array(AuditView),
  nightly: z.object({
    at: z.string().describe("Its schedule: every day at `HH:MM` by the clock of `timeZone`."),
    timeZone: z.string().describe("Of the IANA database."),
  }),
});

export type AuditView = z.infer<typeof AuditView>;
export type AuditsView = z.infer<typeof AuditsView>;
