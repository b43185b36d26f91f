import { AwsError } from "../core/aws-error.ts";
import { parseJson } from "../core/parse-json.ts";
import type { QueueRecord, StreamRecord } from "../core/polling.ts";
import { compile } from "./compile.ts";

/** More than five can be had on request; https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
const MAX_FILTERS = 5;

/** JSON objects and arrays are matched by their fields, everything else as plain text. */
const parseBody = (body: string): unknown => {
  if (!/^\s*[{[]/.test(body)) return body;
  try {
    return parseJson(body);
  } catch {
    return body;
  }
};

/**
 * Compiles the filters of a pipe or an event source mapping; a record passes when it matches one of them, or when
 * there are none. A filter on fields of `body` takes only JSON bodies, a filter on the body as text only plain
 * text ones: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
 */
export const compileFilterCriteria = (
  filters: readonly string[],
): ((record: QueueRecord | StreamRecord) => boolean) => {
  if (filters.length === 0) return () => true;
  if (filters.length > MAX_FILTERS) {
    throw new AwsError(
      "ValidationException",
      `${filters.length} filters are given, at most ${MAX_FILTERS} are allowed.`,
    );
  }
  const matchers = filters.map((filter) => compile(filter, { dialect: "filter" }));
  const looksAtBody = matchers.some(({ paths }) => paths.some((path) => /^body(\.|$)/.test(path)));
  return (record) => {
    const event = looksAtBody && "body" in record ? { ...record, body: parseBody(record.body) } : record;
    return matchers.some((matcher) => matcher.matches(event));
  };
};
