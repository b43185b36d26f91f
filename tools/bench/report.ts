import { availableParallelism, cpus, totalmem } from "node:os";

/** One line of the table. */
export interface Figure {
  readonly benchmark: string;
  readonly name: string;
  readonly value: number;
  readonly unit:
    | "ms"
    | "µs"
    | "s"
    | "orders/s"
    | "events/s"
    | "records/s"
    | "calls/s"
    | "MB"
    | "KB"
    | "x"
    | "$"
    | "per order"
    | "orders"
    | "hops"
    | "rows"
    | "records"
    | "sums";
  /** At most this, or at least this where more is better. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
  readonly note?: string;
}

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly node: string;
}

export const describeMachine = (): Machine => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model.trim() || "unknown",
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
});

const isReached = ({ value, target }: Figure): boolean | undefined =>
  target && ("atMost" in target ? value <= target.atMost : value >= target.atLeast);

const number = (value: number, unit: Figure["unit"]) =>
  Number.isInteger(value) || unit === "MB" || unit === "KB" || (unit === "ms" && value >= 100)
    ? Math.round(value).toLocaleString("en")
    : value.toFixed(unit === "s" ? 2 : 1);

const targetOf = ({ target, unit }: Figure) => {
  if (!target) return "";
  return "atMost" in target ? `<= ${number(target.atMost, unit)}` : `>= ${number(target.atLeast, unit)}`;
};

/** Makes figures of one benchmark. */
export const figuresOf =
  (benchmark: string) =>
  (name: string, value: number, unit: Figure["unit"], more: Partial<Figure> = {}): Figure => ({
    benchmark,
    name,
    value,
    unit,
    ...more,
  });

/** The figures as a Markdown table, which reads as well in a terminal. */
export const formatTable = (machine: Machine, figures: readonly Figure[]): string => {
  const rows = figures.map((figure) => {
    const reached = isReached(figure);
    return [
      figure.benchmark,
      figure.name,
      `${number(figure.value, figure.unit)} ${figure.unit}`,
      targetOf(figure),
      reached === undefined ? "" : reached ? "yes" : "NO",
      figure.note ?? "",
    ];
  });
  const head = ["benchmark", "figure", "value", "target", "met", "note"];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 2 || column === 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column === 2 || column === 3 ? `${"-".repeat(width + 1)}:` : "-".repeat(width + 2))).join("|")}|`;
  const { cores, processor, memoryGb, node } = machine;
  return [
    `${cores} cores (${processor}), ${memoryGb} GB, Node ${node}`,
    "",
    line(head),
    rule,
    ...rows.map(line),
  ].join("\n");
};
