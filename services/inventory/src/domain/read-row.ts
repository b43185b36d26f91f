import { MenuItemChanged } from "@sourdough/events-schema";
import { orderSize } from "@sourdough/events-schema/order-size";
import type { MenuRow } from "./menu.ts";
import { shown } from "./row-check.ts";

/** Why a row cannot go in; without `column` it is the row as a whole. */
export interface RowProblem {
  readonly column?: string | undefined;
  readonly reason: string;
}

const fields = MenuItemChanged.data.shape;
const words = (options: readonly string[]) => options.join(", ");

/** More pieces of one product than a store bakes in years. */
const mostPieces = 1_000_000;

/** A cell that cannot be what it should; the message is the reason. */
class CellError extends Error {}

const refuse = (reason: string): never => {
  throw new CellError(reason);
};

const wholeNumber = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

const readSku = (text: string) =>
  fields.sku.safeParse(text).data ??
  refuse(
    `"${shown(text)}" is no product code: small letters, digits and hyphens, as in butter-croissant, 64 at most.`,
  );

const readName = (text: string) =>
  fields.name.safeParse(text).data ?? refuse("It has more than 120 characters.");

const readCategory = (text: string) =>
  fields.category.safeParse(text.toLowerCase()).data ??
  refuse(`"${shown(text)}" is no category. There are ${words(fields.category.options)}.`);

const readPrice = (text: string) => {
  const cents = wholeNumber(text);
  if (cents === undefined) {
    const [, whole, part] = /^(\d{1,5})[.,](\d{2})$/.exec(text) ?? [];
    const hint = whole ? ` Write ${Number(whole) * 100 + Number(part)} for ${text}.` : "";
    return refuse(`"${shown(text)}" is no whole number of cents.${hint}`);
  }
  if (cents > orderSize.pieceCents)
    return refuse(`${cents} cents are more than any order may state; ${orderSize.pieceCents} at most.`);
  return cents;
};

const readCurrency = (text: string) =>
  fields.currency.safeParse(text.toUpperCase()).data ??
  refuse(`"${shown(text)}" is no currency. There are ${words(fields.currency.options)}.`);

const readAllergens = (text: string) => {
  const known = fields.allergens.element.options;
  const named = text
    .toLowerCase()
    .split(/[\s,;/|]+/)
    .filter(Boolean);
  const unknown = named.filter((name) => !known.some((allergen) => allergen === name));
  if (unknown.length > 0) refuse(`"${shown(unknown.join(" "))}" is no allergen. There are ${words(known)}.`);
  return [...new Set(named)].flatMap((name) => known.find((allergen) => allergen === name) ?? []);
};

const yes = ["yes", "true", "1"];
const no = ["no", "false", "0"];
const readListed = (text: string) => {
  const word = text.toLowerCase();
  if (yes.includes(word)) return true;
  return no.includes(word) ? false : refuse(`"${shown(text)}" is neither yes nor no.`);
};

const readPieces = (text: string) => {
  const pieces = wholeNumber(text);
  if (pieces === undefined) return refuse(`"${shown(text)}" is no whole number of pieces.`);
  return pieces <= mostPieces ? pieces : refuse(`${pieces} pieces are more than ${mostPieces}.`);
};

/**
 * A row of a file as `cells` by the names of their columns; white space counts once. Gives the product, or every reason
 * why it is none.
 */
export const readRow = (
  cells: ReadonlyMap<string, string>,
): { row: MenuRow } | { problems: readonly [RowProblem, ...RowProblem[]] } => {
  const problems: RowProblem[] = [];
  const read = <Value>(column: string, parse: (text: string) => Value, empty: Value | undefined) => {
    const text = (cells.get(column) ?? "").replace(/\s+/g, " ").trim();
    try {
      if (text === "") return empty === undefined ? refuse("It is missing.") : empty;
      // What a spreadsheet would run when somebody opens the menu in one.
      if (/^[=+\-@]/.test(text)) return refuse(`"${shown(text)}" looks like a formula. Write its value.`);
      return parse(text);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      problems.push({ column, reason: error.message });
      return undefined;
    }
  };

  const sku = read("sku", readSku, undefined);
  const name = read("name", readName, undefined);
  const category = read("category", readCategory, undefined);
  const priceCents = read("priceCents", readPrice, undefined);
  const currency = read("currency", readCurrency, "EUR" as const);
  const allergens = read("allergens", readAllergens, []);
  const listed = read("listed", readListed, true);
  const delivered: Record<string, number> = {};
  for (const storeId of cells.keys()) {
    if (storeId in fields) continue;
    const pieces = read(storeId, readPieces, Number.NaN);
    if (pieces !== undefined && !Number.isNaN(pieces)) delivered[storeId] = pieces;
  }
  const [first, ...others] = problems;
  if (first) return { problems: [first, ...others] };
  return {
    row: { ...fieldsOf({ sku, name, category, priceCents, currency, allergens, listed }), delivered },
  };
};

/** Nothing is missing where there is no problem, which the compiler cannot know. */
const fieldsOf = (read: { [Field in keyof typeof fields]: unknown }) => MenuItemChanged.data.parse(read);
