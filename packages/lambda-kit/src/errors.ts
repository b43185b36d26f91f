import type * as z from "zod";

type Issue = Pick<z.core.$ZodIssue, "code" | "path" | "message">;

/** Input that breaks its contract. Retrying does not help: it belongs in the dead-letter queue, with the issues. */
export class InvalidInputError extends Error {
  override readonly name: string = "InvalidInputError";
  readonly code = "invalid_input";
  readonly issues: readonly Issue[];

  constructor(subject: string, issues: readonly Issue[], options?: ErrorOptions) {
    const details = issues.map(({ path, message }) => `${path.join(".") || "input"}: ${message}`);
    super(`${subject}: ${details.join("; ")}`, options);
    this.issues = issues;
  }
}

/**
 * A rule of the domain says no. Subclasses set `name`, which Step Functions matches in `Catch` and bundlers would
 * otherwise rename, and `code`, as in `orders.already_collected`.
 */
export abstract class DomainError extends Error {
  abstract override readonly name: string;
  abstract readonly code: string;
}

/** Something that is likely to work later: thrown, so that the queue, bus or workflow tries again. */
export class TransientError extends Error {
  override readonly name: string = "TransientError";
  readonly code = "transient";
}
