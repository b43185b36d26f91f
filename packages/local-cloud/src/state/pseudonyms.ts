import { createHmac, randomBytes } from "node:crypto";

/** Of addresses and telephone numbers, wherever they stand. Unbounded, a long text without spaces would take minutes. */
const address = /[^\s"'<>@,;:=&#|/\\]{1,64}@[^\s"'<>@,;:=&#|/\\]{1,255}\.[A-Za-z]{2,}/g;
const telephone = /\+[1-9][0-9]{6,14}(?![0-9])/g;
const cardNumber = /(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])/g;
const word = /[\p{L}\p{N}]+/gu;
/** What is shorter is part of too many words. */
const SHORTEST = 4;

/** https://en.wikipedia.org/wiki/Luhn_algorithm */
const isCardNumber = (text: string): boolean => {
  const digits = [...text.replaceAll(/[ -]/g, "")].reverse().map(Number);
  const sum = digits.reduce(
    (total, digit, at) => total + (at % 2 === 0 ? digit : (digit * 2) % 9 || digit),
    0,
  );
  return sum % 10 === 0;
};

/** The addresses and telephone numbers in a text. */
export const contactsIn = (text: string): string[] => [
  ...(text.match(address) ?? []),
  ...(text.match(telephone) ?? []),
];

/** Other values in place of personal ones, the same for the same; nobody can find out of which. */
export const createPseudonyms = () => {
  const key = randomBytes(32);
  const known = new Map<string, string[]>();
  const hash = (value: string) => createHmac("sha256", key).update(value).digest("hex").slice(0, 10);

  const of = (value: string): string => {
    if (new RegExp(`^${address.source}$`).test(value)) return `person-${hash(value)}@example.com`;
    if (new RegExp(`^${telephone.source}$`).test(value))
      return `+999${String(Number.parseInt(hash(value), 16))
        .slice(-9)
        .padStart(9, "0")}`;
    return `masked-${hash(value)}`;
  };

  return {
    of,
    /** A value that is personal wherever it stands in a text. */
    learn(value: string): void {
      const first = value.match(word)?.[0];
      if (value.length < SHORTEST || first === undefined || !/\p{L}/u.test(value)) return;
      const others = known.get(first) ?? [];
      if (others.includes(value)) return;
      known.set(
        first,
        [...others, value].sort((a, b) => b.length - a.length),
      );
    },
    /** Replaces what is personal in a text, but what `stays`. */
    inText(text: string, stays: (value: string) => boolean): string {
      const replace = (value: string) => (stays(value) ? value : of(value));
      let end = 0;
      let result = "";
      for (const { 0: found, index } of text.matchAll(word)) {
        const value = index < end ? undefined : known.get(found)?.find((one) => text.startsWith(one, index));
        if (value === undefined) continue;
        result += text.slice(end, index) + replace(value);
        end = index + value.length;
      }
      return (result + text.slice(end))
        .replaceAll(address, (one) => (one.startsWith("person-") ? one : replace(one)))
        .replaceAll(telephone, (one) => (one.startsWith("+999") ? one : replace(one)))
        .replaceAll(cardNumber, (one) => (isCardNumber(one) ? "4242424242424242" : one));
    },
  };
};
