import { AwsError } from "../core/aws-error.ts";
import { parseJson } from "../core/parse-json.ts";
import type { QueueRecord } from "../core/polling.ts";
import type { KinesisData } from "../core/shards.ts";
import { compile } from "./compile.ts";
import { invalidPattern } from "./parse-pattern.ts";

/** Five, and ten on request: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html */
const MAX_FILTERS = 10;

/** JSON objects and arrays are matched by their fields, everything else as plain text. */
const parseBody = (body: string): unknown => {
  if (!/^\s*[{[]/.test(body)) return body;
  try {
    return parseJson(body);
  } catch {
    return body;
  }
};

/** What a filter may look at, and the member of it that is data in a format of its own. */
export type FilteredSource = "sqs" | "dynamodb" | "kinesis";
const DATA_OF = { sqs: "body", dynamodb: "dynamodb", kinesis: "data" } as const;

/** A record as a filter sees it. */
type View = (event: object) => { readonly event: unknown; readonly dataIsJson: boolean };
const views: Readonly<Record<FilteredSource, View>> = {
  sqs: (event) => ({ event: { ...event, body: parseBody((event as QueueRecord).body) }, dataIsJson: true }),
  dynamodb: (event) => ({ event, dataIsJson: true }),
  // https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
  kinesis: (event) => {
    const { kinesis } = event as { kinesis: KinesisData };
    const data = parseBody(Buffer.from(kinesis.data, "base64").toString());
    return { event: { ...kinesis, data }, dataIsJson: typeof data === "object" };
  },
};

/**
 * Compiles the filters of a pipe or an event source mapping; a record passes when it matches one of them, or when
 * there are none. On SQS a filter on fields of `body` takes only JSON bodies, a filter on the body as text only plain
 * text ones: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html. On streams a filter on data has to
 * look at fields, and takes only data that is JSON.
 */
export const compileFilterCriteria = (
  filters: readonly string[],
  source: FilteredSource,
): ((event: object) => boolean) => {
  if (filters.length === 0) return () => true;
  if (filters.length > MAX_FILTERS) {
    throw new AwsError(
      "ValidationException",
      `${filters.length} filters are given, at most ${MAX_FILTERS} are allowed.`,
    );
  }
  const key = DATA_OF[source];
  const matchers = filters.map((filter) => {
    const { paths, matches } = compile(filter, { dialect: "filter" });
    if (source !== "sqs" && paths.includes(key))
      throw invalidPattern(`${key} of a stream's records is matched by its fields`, key);
    return { matches, looksAtData: paths.some((path) => path === key || path.startsWith(`${key}.`)) };
  });
  const looksAtData = matchers.some((matcher) => matcher.looksAtData);
  const view =
    looksAtData || source === "kinesis" ? views[source] : (event: object) => ({ event, dataIsJson: true });
  return (record) => {
    const { event, dataIsJson } = view(record);
    return matchers.some((matcher) => (dataIsJson || !matcher.looksAtData) && matcher.matches(event));
  };
};
