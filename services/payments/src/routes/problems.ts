/** An answer in the shape of RFC 9457. */
export const problem = (status: number, title: string, code: string, detail: string) =>
  [
    `#set($context.responseOverride.status = ${status})`,
    '#set($context.responseOverride.header.Content-Type = "application/problem+json")',
    JSON.stringify({ type: "about:blank", title, status, code, detail }),
  ].join("");

export const unavailable = problem(
  503,
  "Service Unavailable",
  "payments.unavailable",
  "Try again in a moment.",
);

export const staffOnly = problem(403, "Forbidden", "payments.staff_only", "This is for the bakery's staff.");

export const disputeNotFound = problem(
  404,
  "Not Found",
  "payments.unknown_dispute",
  "There is no such dispute.",
);

export const alreadyAnswered = problem(
  409,
  "Conflict",
  "payments.already_answered",
  "The dispute is answered in another way, or closed: a bank hears one answer.",
);
