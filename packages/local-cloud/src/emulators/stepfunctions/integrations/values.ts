import { StateError } from "../errors.ts";

/** JSON of what an operation answered: dates by `date`, bytes as text, nothing undefined. */
export const asJson = (
  value: unknown,
  date: (date: Date) => unknown,
  key = (name: string) => name,
): unknown => {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Date) return date(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (Array.isArray(value)) return value.map((item) => asJson(item, date, key));
  const object: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined && name !== "$metadata") object[key(name)] = asJson(member, date, key);
  }
  return object;
};

export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Members of an API's input must come as an object. */
export const parametersOf = (value: unknown, resource: string): Record<string, unknown> => {
  if (value !== null && typeof value === "object" && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new StateError(
    "States.Runtime",
    `The arguments of '${resource}' must be an object, but were: ${JSON.stringify(value)}`,
  );
};

/** Text parameters take JSON too: Step Functions writes it as text. */
export const asText = (value: unknown): unknown =>
  value === undefined || typeof value === "string" ? value : JSON.stringify(value);
