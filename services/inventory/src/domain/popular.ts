/** What was wanted of a product within a while. */
export interface ProductDemand {
  readonly sku: string;
  /** Visitors who looked at it. */
  readonly viewed: number;
  /** Visitors who put it into their basket. */
  readonly added: number;
}

/** Minutes that count for what is popular. */
export const popularMinutes = 10;

const mostPopular = 5;

/** Who puts it into the basket wants it more than who looks at it. */
const score = ({ viewed, added }: ProductDemand) => viewed + 5 * added;

/** The products wanted most, five at most: what nobody put into a basket is not popular yet. */
export const popularOf = (demand: readonly ProductDemand[]): string[] =>
  [...Map.groupBy(demand, ({ sku }) => sku)]
    .map(([sku, parts]) => ({
      sku,
      viewed: parts.reduce((sum, { viewed }) => sum + viewed, 0),
      added: parts.reduce((sum, { added }) => sum + added, 0),
    }))
    .filter(({ added }) => added > 0)
    .sort((one, other) => score(other) - score(one) || (one.sku < other.sku ? -1 : 1))
    .slice(0, mostPopular)
    .map(({ sku }) => sku);
