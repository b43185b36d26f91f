/** A member of what may be anything: payloads, properties, parsed JSON. */
export const at = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );

export const text = (value: unknown): string => (typeof value === "string" ? value : "");

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

/** The last part of an ARN or URL. */
export const shortName = (resource: string): string => {
  if (resource === "*") return "";
  const [, execution] = /:(?:execution|express):[^:]+:([^:]+)/.exec(resource) ?? [];
  return execution ?? resource.slice(Math.max(resource.lastIndexOf("/"), resource.lastIndexOf(":")) + 1);
};
