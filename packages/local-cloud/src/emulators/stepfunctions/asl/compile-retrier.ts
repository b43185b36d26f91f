import type { Retrier } from "./program.ts";
import type { RetrierDefinition } from "./shared-definition.ts";

/** A retrier with its defaults. https://states-language.net/#errors */
export const compileRetrier = (retrier: RetrierDefinition): Retrier => ({
  errorEquals: retrier.ErrorEquals,
  intervalSeconds: retrier.IntervalSeconds ?? 1,
  maxAttempts: retrier.MaxAttempts ?? 3,
  backoffRate: retrier.BackoffRate ?? 2,
  maxDelaySeconds: retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
  fullJitter: retrier.JitterStrategy === "FULL",
});
