/** The columns of a menu, beside one for each store, which is named by the store's id. */
const product = ["sku", "name", "category", "priceCents", "currency", "allergens", "listed"] as const;

/** Left out, a file would say nothing of what customers must know. */
const required: readonly string[] = ["sku", "name", "category", "priceCents", "allergens"];

/** What the cells of a header mean; a sentence when they are not those of a menu. */
export const readHeader = (
  cells: readonly string[],
  storeIds: readonly string[],
): { columns: string[] } | { refusal: string } => {
  const known = [...product, ...storeIds];
  const columns = cells.map((cell) => {
    const name = cell.trim();
    return known.find((column) => column.toLowerCase() === name.toLowerCase()) ?? name;
  });
  const named = columns.filter((column) => column !== "");
  const unknown = named.filter((column) => !known.includes(column));
  const missing = required.filter((column) => !named.includes(column));
  const twice = named.filter((column, index) => named.indexOf(column) !== index);
  const all = `The columns of a menu are ${known.join(", ")}.`;
  if (unknown.length > 0) return { refusal: `The header has ${quoted(unknown)}, which no menu has. ${all}` };
  if (missing.length > 0) return { refusal: `The header lacks ${quoted(missing)}. ${all}` };
  if (twice.length > 0) return { refusal: `The header has ${quoted(twice)} twice.` };
  return { columns };
};

const quoted = (names: readonly string[]) =>
  [...new Set(names)]
    .slice(0, 5)
    .map((name) => `"${name.slice(0, 40)}"`)
    .join(", ");
