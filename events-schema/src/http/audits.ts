import * as z from "zod";
import { Audited, Difference } from "../audit/audited.ts";
import { AuditId, Timestamp } from "../fields.ts";

/** An audit as the office shows it. */
export const AuditView = z.object({
  auditId: AuditId,
  status: z.enum(["RUNNING", "PASSED", "FAILED"]),
  startedAt: Timestamp,
  /** Of the last step. */
  updatedAt: Timestamp,
  completedAt: Timestamp.optional(),
  /** What it looks at now, or looked at last. */
  step: z.string(),
  audited: Audited,
  /** How many were found so far. */
  differences: z.int().min(0),
  /** The first of them. */
  first: z.array(Difference).max(50),
});

/** `GET /office/audits`, for staff: the last ten, newest first. */
export const AuditsView = z.object({ audits: z.array(AuditView) });

export type AuditView = z.infer<typeof AuditView>;
export type AuditsView = z.infer<typeof AuditsView>;
