import { DEEPEST_PAYLOAD, isTextDeeper } from "../core/nesting.ts";
import type { Payload } from "./api.ts";
import type { Redaction } from "./redaction.ts";

/** JSON in a string in a string: deeper than any message is wrapped. */
const DEEPEST = 4;
const LONGEST = 512 * 1024;

/** Parses JSON inside strings too: message bodies, `Detail`, inputs of executions. */
export const unwrapped = (value: unknown, depth = 0): unknown => {
  if (typeof value === "string") {
    if (depth >= DEEPEST || !/^\s*[{[]/.test(value) || isTextDeeper(value, DEEPEST_PAYLOAD)) return value;
    try {
      return unwrapped(JSON.parse(value), depth + 1);
    } catch {
      return value;
    }
  }
  if (Array.isArray(value)) return value.map((each) => unwrapped(each, depth));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unwrapped(each, depth)]));
};

/** A payload as the console shows it. */
export const toPayload = (value: unknown, redaction: Redaction): Payload | undefined => {
  if (value === undefined) return undefined;
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const bytes = Buffer.byteLength(text);
  if (bytes > LONGEST) return { value: `${redaction.maskText(text.slice(0, 4096))}…`, bytes, dropped: true };
  return { value: redaction.mask(unwrapped(value)), bytes };
};
