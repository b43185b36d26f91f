import { personalFields } from "@sourdough/events-schema";

const masked = "[personal]";
/** Fewer characters identify nobody, and are in every other word. */
const shortest = 3;

const parsed = (text: string): unknown => {
  try {
    return /^\s*[[{"]/.test(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
};

/** What stands under the name of a personal field, also in JSON that is a text in JSON, as queues and topics wrap it. */
function* personalValues(value: unknown, isPersonal = false): Generator<string> {
  if (typeof value === "string") {
    if (isPersonal && value.length >= shortest) yield value;
    else yield* personalValues(parsed(value));
  }
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value))
    yield* personalValues(inner, isPersonal || personalFields.includes(name));
}

/** As a value stands in a text: plain, in JSON, in a URL. */
const written = (value: string) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)];

/** Keeps personal data out of what functions write. */
export interface Redaction {
  /** From now on, personal values in `message` are masked in any text: an error may quote them. */
  remember(message: unknown): void;
  forget(): void;
  text(text: string): string;
  /** For `JSON.stringify`: masks personal fields by name, and what is remembered in all texts. */
  replace(name: string, value: unknown): unknown;
}

export const createRedaction = (): Redaction => {
  const known = new Set<string>();
  /** The longest first: one may be part of another. */
  let sorted: readonly string[] | undefined;
  const text = (given: string) => {
    sorted ??= [...known].sort((one, other) => other.length - one.length);
    let result = given;
    for (const value of sorted) result = result.replaceAll(value, masked);
    return result;
  };
  return {
    remember: (message) => {
      for (const value of personalValues(message)) for (const form of written(value)) known.add(form);
      sorted = undefined;
    },
    forget: () => {
      known.clear();
      sorted = undefined;
    },
    text,
    replace: (name, value) => {
      if (personalFields.includes(name) && value !== undefined && value !== null) return masked;
      return typeof value === "string" ? text(value) : value;
    },
  };
};
