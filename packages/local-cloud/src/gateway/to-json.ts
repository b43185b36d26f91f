/** JSON as AWS's protocols write it: times in seconds, bytes in base64. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value ?? {}, function (this: Record<string, unknown>, key, member) {
    const raw = this[key];
    if (raw instanceof Date) return raw.getTime() / 1000;
    if (raw instanceof Uint8Array) return Buffer.from(raw).toString("base64");
    return member;
  });
