/** Whether there are times or bytes in it, which JSON has not. */
const hasMore = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof Date || value instanceof Uint8Array) return true;
  if (Array.isArray(value)) return value.some(hasMore);
  for (const key in value) if (hasMore((value as Record<string, unknown>)[key])) return true;
  return false;
};

/** JSON as AWS's protocols write it: times in seconds, bytes in base64. */
export const toJson = (value: unknown): string => {
  const whole = value ?? {};
  // To be asked for each member takes several times as long as to write it.
  if (!hasMore(whole)) return JSON.stringify(whole);
  return JSON.stringify(whole, function (this: Record<string, unknown>, key, member) {
    const raw = this[key];
    if (raw instanceof Date) return raw.getTime() / 1000;
    if (raw instanceof Uint8Array) return Buffer.from(raw).toString("base64");
    return member;
  });
};
