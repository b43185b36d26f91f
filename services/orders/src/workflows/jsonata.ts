/** A JSONata expression on one line, as the States Language takes it. */
export const jsonata = (text: string) => `{% ${text.trim().replace(/\s*\n\s*/g, " ")} %}`;

/** Retries of what passes by itself, over about four minutes. */
export const patiently = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 1,
  MaxAttempts: 10,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
};

/** For what would only fail again. */
export const never = (...errors: string[]) => ({ ErrorEquals: errors, MaxAttempts: 0 });
