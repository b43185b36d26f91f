/** Characters of JSON that the items of an answer may have together: some 5,000 tokens. */
export const MOST_CHARACTERS = 20_000;
/** Of one text in an answer. */
const LONGEST_TEXT = 2_000;

/** Part of a list; `nextCursor` asks for what follows. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

/** The same JSON with its long texts cut, which says how much was cut. */
export const shortened = (value: unknown, longest = LONGEST_TEXT): unknown => {
  if (typeof value === "string")
    return value.length <= longest
      ? value
      : `${value.slice(0, longest)}… (${value.length - longest} characters more)`;
  if (Array.isArray(value)) return value.map((one) => shortened(one, longest));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shortened(one, longest)]));
};

/** As JSON, cut as a text where it is too large for one answer even with short texts. */
export const fitting = (value: unknown): unknown => {
  const short = shortened(value);
  const text = JSON.stringify(short);
  return text.length <= MOST_CHARACTERS ? short : shortened(text, MOST_CHARACTERS);
};

const whatFits = <Item>(items: readonly Item[]): readonly Item[] => {
  let characters = 0;
  const tooMuch = items.findIndex((item) => {
    characters += JSON.stringify(item).length;
    return characters > MOST_CHARACTERS;
  });
  return tooMuch === -1 ? items : items.slice(0, Math.max(1, tooMuch));
};

/** Without those of the time at which the page ends, unless all are: who goes on before that time would miss others. */
const endingBetweenTimes = <Item>(shown: readonly Item[], at: (item: Item) => number, end: number) => {
  const earlier = shown.filter((item) => at(item) !== end);
  return earlier.length > 0 ? earlier : shown;
};

/**
 * As many of the newest-first `items` as fit; the cursor is what `at` says of the last one. `isAll`: nothing is older
 * than the last of them.
 */
export const pageBefore = <Item>(
  items: readonly Item[],
  at: (item: Item) => number,
  isAll: boolean,
): Page<unknown> => {
  const fit = whatFits(items);
  const next = items[fit.length] ?? (isAll ? undefined : items.at(-1));
  if (next === undefined) return { items: fit.map(fitting) };
  const shown = endingBetweenTimes(fit, at, at(next));
  return { items: shown.map(fitting), nextCursor: String(at(shown.at(-1)!)) };
};

/** As many of `items` as fit, from where the cursor says. */
export const pageFrom = (items: readonly unknown[], cursor: string | undefined): Page<unknown> => {
  const from = Number(cursor ?? 0);
  const shown = whatFits(items.slice(from));
  const next = from + shown.length;
  return { items: shown.map(fitting), ...(next < items.length && { nextCursor: String(next) }) };
};
