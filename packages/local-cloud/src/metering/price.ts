/** List price of a unit, in US dollars for `per` of them, without the free tier: what one more costs. */
export interface Price {
  /** As the price list names it. */
  readonly service: string;
  readonly label: string;
  readonly usd: number;
  readonly per: number;
  readonly source: string;
  readonly note?: string;
}

/** Prices of a service, from the page that lists them: `price("Requests", 0.4, million)`. */
export const pricesOf =
  (service: string, page: string) =>
  (label: string, usd: number, per: number, note?: string): Price => ({
    service,
    label,
    usd,
    per,
    source: `https://aws.amazon.com/${page}/`,
    note,
  });

/** What a hop adds to the bill. */
export interface Use {
  readonly price: Price;
  readonly quantity: number;
}

/** Day of the price lists that the prices are from, and the region they are for. */
export const pricesAsOf = "2026-09-19";
export const pricesRegion = "us-east-1";

export const million = 1_000_000;
export const KB = 1024;

export const nothing: readonly Use[] = [];
export const use = (price: Price, quantity = 1): readonly Use[] => [{ price, quantity }];
export const usdOf = ({ price, quantity }: Use): number => (price.usd / price.per) * quantity;

export const bytes = (value: unknown): number =>
  value === undefined
    ? 0
    : Buffer.byteLength(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
/** Pieces of a size that are counted, at least one. */
export const chunks = (size: number, chunk: number): number => Math.max(1, Math.ceil(size / chunk));
