import * as z from "zod";
import { Timestamp } from "../../fields.ts";

/** An audit as the office sees it. */
export const AuditView = z.object({
  auditId: z.string(),
  status: z.enum(["RUNNING", "PASSED", "FAILED"]),
  startedAt: Timestamp,
  endedAt: Timestamp.optional(),
  checks: z.array(
    z.object({
      invariant: z.string(),
      checked: z.int().min(0),
      differences: z.int().min(0),
    }),
  ),
  differences: z.array(z.object({ invariant: z.string(), id: z.string(), what: z.string() })),
});

/** `GET /office/audits`: the last ones, newest first. */
export const AuditsView = z.object({ audits: z.array(AuditView) });

export type AuditView = z.infer<typeof AuditView>;
export type AuditsView = z.infer<typeof AuditsView>;
