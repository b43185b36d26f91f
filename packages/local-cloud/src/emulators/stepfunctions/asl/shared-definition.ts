import { z } from "zod";

/** What both languages of states have. */
export const retrierDefinition = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().positive().max(99_999_999).optional(),
  MaxAttempts: z.int().nonnegative().max(99_999_999).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().positive().lt(31_622_401).optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).optional(),
});

/** `States` stays unparsed here: the compiler parses each with its own name in the message. */
export const programDefinition = z.strictObject({
  Comment: z.string().optional(),
  StartAt: z.string(),
  States: z.record(z.string().min(1).max(80), z.unknown()),
});

export type RetrierDefinition = z.output<typeof retrierDefinition>;
export type ProgramDefinition = z.output<typeof programDefinition>;
