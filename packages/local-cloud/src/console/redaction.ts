/** What stands for a value that is not shown. */
export const masked = "•••";

/** Never shown, in any app. */
const secrets =
  /^(password|previouspassword|proposedpassword|secretaccesskey|sessiontoken|authorization|x-api-key|idtoken|accesstoken|refreshtoken|clientsecret)$/i;
const address = /[^\s"'<>@,;:]+@[^\s"'<>@,;:]+\.[A-Za-z]{2,}/g;

/** Masks personal fields in what is shown. */
export interface Redaction {
  /** Whether personal fields are masked now; secrets always are. */
  on: boolean;
  /** A copy with what is personal masked. */
  mask(value: unknown): unknown;
  maskText(text: string): string;
  /** Puts back into an edited value what was masked in the one it was made from. */
  restore(edited: unknown, original: unknown): unknown;
}

/** `fields` are the names of personal fields, wherever they stand (`email`); none leaves payloads as they are. */
export const createRedaction = (fields: readonly string[]): Redaction => {
  const names = new Set(fields.map((field) => field.toLowerCase()));
  const addresses = names.has("email");

  const isPersonal = (key: string) => secrets.test(key) || (redaction.on && names.has(key.toLowerCase()));
  const maskText = (text: string) =>
    redaction.on && addresses && text.includes("@") ? text.replaceAll(address, masked) : text;
  const mask = (value: unknown): unknown => {
    if (typeof value === "string") return maskText(value);
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        each !== null && each !== undefined && isPersonal(key) ? masked : mask(each),
      ]),
    );
  };
  const restore = (edited: unknown, original: unknown): unknown => {
    if (typeof edited === "string")
      return edited.includes(masked) && original !== undefined && same(edited, mask(original))
        ? original
        : edited;
    if (Array.isArray(edited))
      return edited.map((each, index) =>
        restore(each, Array.isArray(original) ? original[index] : undefined),
      );
    if (typeof edited !== "object" || edited === null) return edited;
    const before = (typeof original === "object" && original !== null ? original : {}) as Record<
      string,
      unknown
    >;
    return Object.fromEntries(
      Object.entries(edited).map(([key, each]) => [
        key,
        each === masked && before[key] !== undefined ? before[key] : restore(each, before[key]),
      ]),
    );
  };
  const redaction: Redaction = { on: names.size > 0, mask, maskText, restore };
  return redaction;
};

const same = (a: string, b: unknown): boolean => a === b;
