// How Pulumi marks a resource that is handed over itself: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts
const MARK = "4dabf18193072939515e22adb298388d";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";

interface Struct {
  toJavaScript(): Record<string, unknown>;
}

/** A request to Pulumi's engine, as far as its properties go. */
export interface PropertiesRequest {
  getObject(): Struct | undefined;
  setObject(properties: Struct): unknown;
}

const withIds = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withIds);
  if (typeof value !== "object" || value === null) return value;
  const members = value as Record<string, unknown>;
  if (members[MARK] === RESOURCE) return members.id;
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, withIds(member)]));
};

/** Puts the id of a resource in its place where it is given as a whole, as the engine does for the AWS provider. */
export const referencesAsIds = (request: PropertiesRequest): void => {
  const struct = request.getObject();
  const properties = struct?.toJavaScript();
  if (!struct || !JSON.stringify(properties).includes(RESOURCE)) return;
  const { fromJavaScript } = struct.constructor as unknown as { fromJavaScript(value: unknown): Struct };
  request.setObject(fromJavaScript(withIds(properties)));
};
