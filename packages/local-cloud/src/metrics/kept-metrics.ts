import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import type { State } from "../state/state.ts";
import { MINUTE_MS, type Minute, type Series } from "./series.ts";

/** What is written at the latest so long after it came. */
const WRITTEN_MS = 5_000;
/** How long minutes are kept: to read a day of busy ones would stop the event loop for too long. */
export const KEPT_MINUTES = 3 * 60;

const keptMinute = z.array(
  z.object({
    namespace: z.string(),
    metric: z.string(),
    dimensions: z.record(z.string(), z.string()),
    unit: z.string().optional(),
    bucket: z
      .object({
        sum: z.number(),
        count: z.number(),
        min: z.number(),
        max: z.number(),
        steps: z
          .array(z.tuple([z.number(), z.number()]))
          .transform((steps) => new Map(steps))
          .optional(),
      })
      .optional(),
    level: z.object({ value: z.number(), unit: z.string(), perSecond: z.number().optional() }).optional(),
  }),
);

/** Metrics over restarts: a record for each minute, with what all of them had in it. */
export interface KeptMetrics {
  changed(minute: number): void;
  /** `open` makes those that the run before had. */
  connect(all: () => Iterable<Series>, open: (...of: OfSeries) => Series | undefined): void;
  /** Takes in what the run before had, once; nobody needs it before somebody asks. */
  restore(): void;
  /** Writes what changed. */
  flush(): void;
}
type OfSeries = [namespace: string, metric: string, dimensions: Series["dimensions"], unit?: string];

const packed = (minute: number, all: Iterable<Series>): Uint8Array => {
  const rows = [...all].flatMap(({ namespace, metric, dimensions, unit, at }) => {
    const { bucket, level } = at(minute);
    if (!bucket && !level) return [];
    const steps = bucket?.steps && [...bucket.steps];
    return [{ namespace, metric, dimensions, unit, bucket: bucket && { ...bucket, steps }, level }];
  });
  return zstdCompressSync(JSON.stringify(rows));
};

const unpacked = (bytes: Uint8Array) => keptMinute.parse(JSON.parse(zstdDecompressSync(bytes).toString()));

export const createKeptMetrics = (
  state: State,
  clock: Pick<Clock, "now" | "schedule">,
): KeptMetrics | undefined => {
  if (!state.isKept) return undefined;
  let all: () => Iterable<Series> = () => [];
  let open: (...of: OfSeries) => Series | undefined = () => undefined;
  const records = state.records("cloudwatch/metrics", z.instanceof(Uint8Array), (minute: number) =>
    packed(minute, all()),
  );
  /** Of the run before, as long as nobody has asked. */
  let left = new Set(records.keys().map(Number));
  const minutes = new Set(left);
  const dirty = new Set<number>();
  let isDue = false;

  const restore = () => {
    const before = new Map<Series, [number, Minute][]>();
    const numbers = [...left].sort((a, b) => a - b);
    left = new Set();
    for (const minute of numbers) {
      try {
        const bytes = records.get(String(minute));
        for (const { namespace, metric, dimensions, unit, ...had } of bytes ? unpacked(bytes) : []) {
          const series = open(namespace, metric, dimensions, unit);
          if (!series) continue;
          const rows = before.get(series) ?? [];
          before.set(series, rows);
          rows.push([minute, had as Minute]);
        }
      } catch (error) {
        records.drop(String(minute), (error as Error).message);
      }
    }
    for (const [series, rows] of before) series.restore(rows);
  };
  const flush = () => {
    isDue = false;
    // What is there of the same minute would be written over.
    if ([...dirty].some((minute) => left.has(minute))) restore();
    for (const minute of dirty) {
      records.put(String(minute), minute);
      minutes.add(minute);
    }
    dirty.clear();
    const oldest = clock.now() / MINUTE_MS - KEPT_MINUTES;
    for (const minute of minutes)
      if (minute < oldest) {
        records.delete(String(minute));
        minutes.delete(minute);
        left.delete(minute);
      }
  };

  return {
    changed(minute) {
      dirty.add(minute);
      if (isDue) return;
      isDue = true;
      clock.schedule(WRITTEN_MS, flush);
    },
    connect(allOf, openOne) {
      all = allOf;
      open = openOne;
    },
    restore: () => {
      if (left.size > 0) restore();
    },
    flush,
  };
};
