import { DEEPEST_PAYLOAD, isTextDeeper } from "../core/nesting.ts";

/** What stands for a value that is not shown. */
export const masked = "•••";

/** Never shown, in any app. */
const secrets =
  /^(password|previouspassword|proposedpassword|new_password|temporarypassword|secretcode|secretaccesskey|sessiontoken|authorization|x-api-key|idtoken|accesstoken|refreshtoken|clientsecret)$/i;
/** As they stand in any text, and in a URL or form. Unbounded, a long text without spaces would take minutes. */
const address = /[^\s"'<>@,;:=&/\\]{1,64}(?:@|%40)[^\s"'<>@,;:=&/\\]{1,255}\.[A-Za-z]{2,}/g;
const telephone = /(?:\+|%2B)[1-9][0-9]{6,14}(?![0-9])/gi;

/** Masks personal fields in what is shown. */
export interface Redaction {
  /** Whether personal fields are masked now; secrets always are. */
  on: boolean;
  /** A copy with what is personal masked, also in JSON that is a text in it. */
  mask(value: unknown): unknown;
  maskText(text: string): string;
  /** Puts back into an edited value what was masked in the one it was made from. */
  restore(edited: unknown, original: unknown): unknown;
}

/** The object or list in a text; none in one that is nested beyond what can be walked. */
const jsonIn = (text: string): unknown => {
  if (!/^\s*[{[]/.test(text) || isTextDeeper(text, DEEPEST_PAYLOAD)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const escaped = (name: string) => name.replaceAll(/[^a-z0-9]/g, "\\$&");

/** `fields` are the names of personal fields, wherever they stand (`email`); none leaves payloads as they are. */
export const createRedaction = (fields: readonly string[]): Redaction => {
  const names = new Set(fields.map((field) => field.toLowerCase()));
  /** `"email":"..."` in what is no JSON as a whole. */
  const named = new RegExp(
    `(\\\\*"(?:${[...names].map(escaped).join("|")})\\\\*"\\s*:\\s*\\\\*")[^"\\\\]+`,
    "gi",
  );
  const patterns: [RegExp, string][] = [
    [named, `$1${masked}`],
    ...(names.has("email") ? [[address, masked] as [RegExp, string]] : []),
    ...(names.has("phone") ? [[telephone, masked] as [RegExp, string]] : []),
  ];

  const isPersonal = (key: string) => secrets.test(key) || (redaction.on && names.has(key.toLowerCase()));
  const maskText = (text: string) =>
    redaction.on ? patterns.reduce((result, [pattern, to]) => result.replaceAll(pattern, to), text) : text;
  const mask = (value: unknown): unknown => {
    if (typeof value === "string") {
      const json = jsonIn(value);
      if (json === undefined) return maskText(value);
      const shown = JSON.stringify(mask(json));
      return shown === JSON.stringify(json) ? value : shown;
    }
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        each !== null && each !== undefined && isPersonal(key) ? masked : mask(each),
      ]),
    );
  };
  const restoreText = (edited: string, original: unknown): string => {
    if (!edited.includes(masked) || typeof original !== "string") return edited;
    if (edited === mask(original)) return original;
    const [shown, hidden] = [jsonIn(edited), jsonIn(original)];
    return shown === undefined || hidden === undefined ? edited : JSON.stringify(restore(shown, hidden));
  };
  const restore = (edited: unknown, original: unknown): unknown => {
    if (typeof edited === "string") return restoreText(edited, original);
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
