import { z } from "zod";
import { MINUTE_MS } from "./series.ts";
import type { MetricStore } from "./store.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const embedded = z.looseObject({
  _aws: z.looseObject({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.looseObject({
        Namespace: z.string().min(1).max(1024),
        Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)),
        Metrics: z
          .array(z.looseObject({ Name: z.string().min(1).max(1024), Unit: z.string().optional() }))
          .max(100),
      }),
    ),
  }),
});

const numbers = z.union([z.number().transform((value) => [value]), z.array(z.number()).max(100)]);
const text = z.string();

/** A member of the document, which its metrics name. Made of each line, a schema with that member would cost ten times as much. */
const memberOf = <Schema extends z.ZodType>(
  document: Readonly<Record<string, unknown>>,
  name: string,
  schema: Schema,
): z.output<Schema> => {
  const read = schema.safeParse(document[name]);
  if (read.success) return read.data;
  throw new z.ZodError(read.error.issues.map((issue) => ({ ...issue, path: [name, ...issue.path] })));
};

const MARK = '"CloudWatchMetrics"';
/** What CloudWatch takes of the past. */
const OLDEST_MINUTES = 14 * 24 * 60;

const readLine = (store: MetricStore, line: string): void => {
  // In the log format Text, `console.log` puts time, request and level before it, which CloudWatch steps over.
  const document = embedded.parse(JSON.parse(line.slice(Math.max(0, line.indexOf("{")))));
  const { Timestamp, CloudWatchMetrics } = document._aws;
  const now = store.minute();
  const minute = Math.min(now, Math.max(now - OLDEST_MINUTES, Math.floor(Timestamp / MINUTE_MS)));
  for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics)
    for (const { Name, Unit } of Metrics) {
      const values = memberOf(document, Name, numbers);
      for (const names of Dimensions.length > 0 ? Dimensions : [[]]) {
        const dimensions = Object.fromEntries(names.map((name) => [name, memberOf(document, name, text)]));
        const series = store.series(Namespace, Name, dimensions, Unit ?? "None");
        for (const value of values) series?.add(minute, value);
      }
    }
};

/** Takes in the metrics among the lines of a log. CloudWatch skips a broken one in silence; here someone is told. */
export const readEmbeddedMetrics = (
  store: MetricStore,
  lines: unknown,
  warn: (message: string) => void,
): void => {
  if (!Array.isArray(lines)) return;
  for (const line of lines) {
    if (typeof line !== "string" || !line.includes(MARK)) continue;
    try {
      readLine(store, line);
    } catch (error) {
      const why =
        error instanceof z.ZodError
          ? error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
          : (error as Error).message;
      warn(
        `A function writes metrics that CloudWatch does not take: ${why}. The line: ${line.slice(0, 200)}`,
      );
    }
  }
};
