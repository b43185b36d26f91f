/** An answer in the shape of RFC 9457. */
export const problem = (status: number, title: string, code: string, detail: string) =>
  [
    `#set($context.responseOverride.status = ${status})`,
    '#set($context.responseOverride.header.Content-Type = "application/problem+json")',
    JSON.stringify({ type: "about:blank", title, status, code, detail }),
  ].join("");

export const unavailableAnswer = problem(
  503,
  "Service Unavailable",
  "inventory.unavailable",
  "Try again in a moment.",
);
