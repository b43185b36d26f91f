import type { z } from "zod";
import { HttpRefusal } from "../../http/refusal.ts";
import type { Issue } from "../api.ts";

/** A failure that the console answers with its status. */
export class ConsoleProblem extends HttpRefusal {
  override readonly name = "ConsoleProblem";
  readonly issues: readonly Issue[] | undefined;

  constructor(status: 400 | 404 | 409, code: string, message: string, issues?: readonly Issue[]) {
    super(status, code, message);
    this.issues = issues;
  }
}

export const notFound = (message: string) => new ConsoleProblem(404, "NotFound", message);
export const conflict = (message: string) => new ConsoleProblem(409, "Conflict", message);

/** Throws a 400 that names the field. */
export const readInput = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new ConsoleProblem(400, "InvalidInput", `${details.join("; ")}.`);
};
