import { isStaff, setGroups } from "./mapping.ts";

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

export const staffOnly = problem(403, "Forbidden", "inventory.staff_only", "This is for the bakery's staff.");

/** DynamoDB did not take the request: it was made to refuse it, or it is busy, both with status 400. */
export const notForOthers = (malformed: string) =>
  [
    setGroups,
    `#if(!${isStaff})${staffOnly}`,
    `#elseif($input.path('$.__type').matches('.*ValidationException'))${malformed}`,
    `#else${unavailableAnswer}#end`,
  ].join("");
