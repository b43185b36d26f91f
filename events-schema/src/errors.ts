import type * as z from "zod";

/** An event that breaks its contract, or has none among those expected. Retrying does not help. */
export class InvalidEventError extends Error {
  override readonly name = "InvalidEventError";
  readonly issues: readonly z.core.$ZodIssue[];

  constructor(subject: string, issues: readonly z.core.$ZodIssue[]) {
    const details = issues.map(({ path, message }) => `${path.join(".") || "event"}: ${message}`);
    super(`${subject}: ${details.join("; ")}`);
    this.issues = issues;
  }
}
