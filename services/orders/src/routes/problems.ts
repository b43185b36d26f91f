/** An answer in the shape of RFC 9457; `detail` may name a variable whose text is escaped. */
export const problem = (status: number, title: string, code: string, detail: string) =>
  [
    `#set($context.responseOverride.status = ${status})`,
    '#set($context.responseOverride.header.Content-Type = "application/problem+json")',
    JSON.stringify({ type: "about:blank", title, status, code, detail }),
  ].join("");

export const malformedOrderId = problem(
  400,
  "Bad Request",
  "orders.malformed_id",
  "An order id is ord- and a ULID in capitals, as in ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A.",
);

export const staffOnly = problem(403, "Forbidden", "orders.staff_only", "This is for the bakery's staff.");

export const orderNotFound = problem(
  404,
  "Not Found",
  "orders.not_found",
  "You have no such order, or it is not placed yet: try again in a moment.",
);

export const unavailable = problem(
  503,
  "Service Unavailable",
  "orders.unavailable",
  "Try again in a moment.",
);
