import type * as z from "zod";

/** More say nothing new, and a log line or a dead-letter queue takes only so much. */
const issuesKept = 20;

/** An event that breaks its contract, or has none among those expected. Retrying does not help. */
export class InvalidEventError extends Error {
  override readonly name = "InvalidEventError";
  /** The first 20. */
  readonly issues: readonly z.core.$ZodIssue[];

  constructor(subject: string, issues: readonly z.core.$ZodIssue[]) {
    const kept = issues.slice(0, issuesKept);
    const details = kept.map(({ path, message }) => `${path.join(".") || "event"}: ${message}`);
    if (issues.length > kept.length) details.push(`and ${issues.length - kept.length} more`);
    super(`${subject}: ${details.join("; ")}`);
    this.issues = kept;
  }
}
