import {
  AuditFailed,
  AuditId,
  AuditPassed,
  AuditStarted,
  consumers,
  reads,
  Timestamp,
  Traceparent,
} from "@sourdough/events-schema";
import * as z from "zod";

export const consumes = consumers({
  AuditStartedMessages: [reads(AuditStarted, ["auditId", "startedAt"])],
  AuditEndedMessages: [
    reads(AuditPassed, ["auditId", "completedAt"]),
    reads(AuditFailed, ["auditId", "completedAt"]),
  ],
});

/** Which audit to begin or go on with. */
export const AuditRequest = z.object({ auditId: AuditId, startedAt: Timestamp, traceparent: Traceparent });

/** What functions and state machines take from elsewhere than the bus. */
export const inputs = { Audit: AuditRequest, RunAudit: z.object({}) };
