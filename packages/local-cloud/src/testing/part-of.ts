interface Asymmetric {
  asymmetricMatch(other: unknown): boolean;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isAsymmetric = (value: unknown): value is Asymmetric =>
  isObject(value) && typeof value.asymmetricMatch === "function";

/** Whether JSON has `part` in it, as `toMatchObject` reads that: objects may have more, lists may not. */
export const isPartOf = (whole: unknown, part: unknown): boolean => {
  if (isAsymmetric(part)) return part.asymmetricMatch(whole);
  if (!isObject(part) || !isObject(whole)) return Object.is(whole, part);
  if (Array.isArray(part) !== Array.isArray(whole)) return false;
  if (Array.isArray(part) && part.length !== (whole as unknown as unknown[]).length) return false;
  return Object.entries(part).every(([name, value]) => isPartOf(whole[name], value));
};
