import { parseJson } from "../../../core/parse-json.ts";
import type { LogEvent } from "../store.ts";
import { timeText, type Value } from "./values.ts";

/** A line of a log, or a group of lines that `stats` made, as commands see it. */
export interface Row {
  /** Undefined for a group. */
  readonly event: LogEvent | undefined;
  get(field: string): Value;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html */
const MOST_FIELDS = 200;

/** `{"a": {"b": [1]}}` has the field `a.b.0`; what is true or false is 1 or 0. */
const flatten = (value: unknown, path: string, into: Map<string, Value>): void => {
  if (into.size >= MOST_FIELDS || value === null || value === undefined) return;
  if (typeof value === "object")
    for (const [key, inner] of Object.entries(value)) flatten(inner, path ? `${path}.${key}` : key, into);
  else into.set(path, typeof value === "boolean" ? Number(value) : (value as string | number));
};

/** The first JSON in a line: the whole line, or what follows the time and the request id. */
const jsonIn = (message: string): unknown => {
  const begin = message.indexOf("{");
  if (begin < 0) return undefined;
  try {
    return parseJson(message.slice(begin));
  } catch {
    return undefined;
  }
};

const MEGABYTE = 1_000_000;
/** What is found in the lines that Lambda itself writes, where they are text. */
const reported: readonly (readonly [field: string, at: RegExp, unit: number])[] = [
  ["@duration", /\tDuration: ([\d.]+) ms/, 1],
  ["@billedDuration", /\tBilled Duration: ([\d.]+) ms/, 1],
  ["@memorySize", /\tMemory Size: (\d+) MB/, MEGABYTE],
  ["@maxMemoryUsed", /\tMax Memory Used: (\d+) MB/, MEGABYTE],
  ["@initDuration", /\tInit Duration: ([\d.]+) ms/, 1],
];

const discover = (message: string): Map<string, Value> => {
  const fields = new Map<string, Value>();
  flatten(jsonIn(message), "", fields);
  const [, type, requestId] = /^(START|END|REPORT) RequestId: (\S+)/.exec(message) ?? [];
  if (type === undefined) return fields;
  fields.set("@type", type).set("@requestId", requestId);
  for (const [field, at, unit] of reported) {
    const found = at.exec(message)?.[1];
    if (found !== undefined) fields.set(field, Number(found) * unit);
  }
  return fields;
};

/** A line of the group that `log` names: `<account>:<log group>`. */
export const rowOf = (event: LogEvent, log: string): Row => {
  let discovered: Map<string, Value> | undefined;
  return {
    event,
    get(field) {
      switch (field) {
        case "@message":
          return event.message;
        case "@timestamp":
        case "@ingestionTime":
          return timeText(event.at);
        case "@logStream":
          return event.stream;
        case "@log":
          return log;
        case "@ptr":
          return Buffer.from(`${log} ${event.id}`).toString("base64");
        default:
          discovered ??= discover(event.message);
          return discovered.get(field);
      }
    },
  };
};

/** A row with further fields, which no command may name again. */
export const extended = (row: Row, fields: ReadonlyMap<string, Value>): Row => ({
  event: row.event,
  get: (field) => (fields.has(field) ? fields.get(field) : row.get(field)),
});

export const groupRow = (fields: ReadonlyMap<string, Value>): Row => ({
  event: undefined,
  get: (field) => fields.get(field),
});
