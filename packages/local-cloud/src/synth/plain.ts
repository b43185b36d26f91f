// How Pulumi marks a secret on the wire: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts
const secretMark = "4dabf18193072939515e22adb298388d";

/** A value as it is without Pulumi: assets (function archives, site files) become their path, secrets their value. */
export const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (secretMark in value) return plain((value as { value?: unknown }).value);
  if ("__pulumiAsset" in value || "__pulumiArchive" in value) {
    const { path, text } = value as { path?: unknown; text?: unknown };
    return typeof text === "string" ? { text } : typeof path === "string" ? { path } : {};
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, plain(member)]])),
  );
};
