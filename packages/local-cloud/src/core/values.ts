import { lastPart } from "./arn.ts";

/** An object of JSON, which a list is not. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A member of what may be anything: payloads, parsed JSON; undefined where there is none. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );

/** The same, for paths written out. */
export const at = (value: unknown, ...path: PropertyKey[]): unknown => valueAt(value, path);

export const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** A value as the text that a header or parameter takes; undefined where there is none. */
export const asText = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** An object in JSON text; undefined for what is none. */
export const parsed = (value: unknown): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(text(value)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};

/** JSON on one line, given as text or not. */
export const compact = (json: unknown): string | undefined => {
  if (json === undefined) return undefined;
  try {
    return JSON.stringify(typeof json === "string" ? JSON.parse(json) : json);
  } catch {
    return String(json);
  }
};

/** `OrderPlaced v1` of an event, in whatever it is wrapped. */
export const eventName = (value: unknown): string | undefined => {
  const json = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const name = /"(?:detail-type|DetailType)\\*":\s*\\*"([^"\\]+)/.exec(json)?.[1];
  if (name === undefined) return undefined;
  const version = /"metadata\\*":\s*\{[^{}]*?\\*"version\\*":\s*(\d+)/.exec(json)?.[1];
  return version === undefined ? name : `${name} v${version}`;
};

/** `3 records` */
export const recordCount = (value: unknown): string | undefined =>
  Array.isArray(value) ? `${value.length} ${value.length === 1 ? "record" : "records"}` : undefined;

export const seconds = (value: unknown): string | undefined =>
  value === undefined ? undefined : `${String(value)} s`;

/** What a resource is called where there is little room: an execution by its name. */
export const shortName = (resource: string): string => {
  if (resource === "*") return "";
  const [, execution] = /:(?:execution|express):[^:]+:([^:]+)/.exec(resource) ?? [];
  return execution ?? lastPart(resource);
};
