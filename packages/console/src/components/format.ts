const short = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const long = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const whole = new Intl.NumberFormat("en");

export const clockTime = (at: number) => short.format(at);
export const fullTime = (at: number) => long.format(at);
export const count = (value: number) => whole.format(value);

/** `0.4 ms`, `38 ms`, `1.2 s`, `4 min`, `3 h`: two digits that matter are enough to compare. */
export const duration = (ms: number): string => {
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
};

export const bytes = (size: number): string =>
  size < 1_024
    ? `${size} B`
    : size < 1_048_576
      ? `${(size / 1_024).toFixed(1)} KB`
      : `${(size / 1_048_576).toFixed(1)} MB`;

/** US dollars, down to the fraction of a cent that one message costs. */
export const dollars = (usd: number): string => {
  if (usd === 0) return "$0";
  if (usd >= 0.01)
    return `$${usd.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  const digits = Math.min(10, Math.ceil(-Math.log10(usd)) + 1);
  return `$${usd.toFixed(digits)}`;
};

/** Writes amounts of one table with as many digits as the smallest of them needs, so that they compare at a glance. */
export const evenDollars = (amounts: readonly number[]): ((usd: number) => string) => {
  const smallest = Math.min(...amounts.filter((usd) => usd > 0));
  const digits = smallest < 0.01 ? Math.min(8, Math.ceil(-Math.log10(smallest)) + 1) : 2;
  return (usd) =>
    `$${usd.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
};

export const plural = (amount: number, one: string, many = `${one}s`) =>
  `${count(amount)} ${amount === 1 ? one : many}`;

/** An id is known by its beginning and its end. */
export const shortId = (id: string, keep = 14) =>
  id.length <= keep + 2 ? id : `${id.slice(0, keep - 5)}…${id.slice(-5)}`;
