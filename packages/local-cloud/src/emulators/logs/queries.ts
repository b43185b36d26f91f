import { randomUUID } from "node:crypto";
import type { QueryStatus, ResultField } from "@aws-sdk/client-cloudwatch-logs";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { pageToken, parseInput } from "../parse-input.ts";
import type { LogsOperations } from "./api.ts";
import { compileQuery, type Found, MOST_ROWS, type Query } from "./insights/query.ts";
import { rowOf } from "./insights/row.ts";
import { type LogGroups, logGroupName, page } from "./log-groups.ts";
import type { LogGroup } from "./store.ts";

const language = z
  .literal("CWLI", { error: "the local cloud has CWLI only, neither PPL nor SQL" })
  .default("CWLI");
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const MOST_GROUPS = 50;
const epoch = z.int().min(0);
const status = z.enum(["Scheduled", "Running", "Complete", "Failed", "Cancelled", "Timeout", "Unknown"]);
const queryId = z.string().max(256);

const inputs = {
  StartQuery: z.strictObject({
    queryLanguage: language,
    logGroupName: logGroupName.optional(),
    logGroupNames: z.array(logGroupName).min(1).max(MOST_GROUPS).optional(),
    logGroupIdentifiers: z.array(z.string()).min(1).max(MOST_GROUPS).optional(),
    startTime: epoch,
    endTime: epoch,
    queryString: z.string().min(1).max(10_000),
    limit: z.int().min(1).max(MOST_ROWS).default(MOST_ROWS),
  }),
  GetQueryResults: z.strictObject({ queryId }),
  StopQuery: z.strictObject({ queryId }),
  DescribeQueries: z.strictObject({
    logGroupName: logGroupName.optional(),
    status: status.optional(),
    maxResults: z.int().min(1).max(1000).default(1000),
    nextToken: pageToken,
    queryLanguage: language,
  }),
};
type Asked = z.output<typeof inputs.StartQuery>;

/** A query takes a moment, so that whoever does not wait for it learns so here. */
const STEP_MS = 100;
/** AWS keeps results for seven days; here so many queries' are kept, the newest. */
const KEPT = 100;
const MOST_RUNNING = 100;

interface Running {
  readonly id: string;
  readonly asked: Asked;
  readonly groups: readonly LogGroup[];
  readonly createdAt: number;
  status: QueryStatus;
  found?: Found & { scanned: number; bytes: number };
}

/** Times are seconds; SDKs in other languages, and the console, send milliseconds. */
const toMillis = (time: number, end = 0) => (time < 100_000_000_000 ? time * 1000 + end : time);
const isOpen = (one: Running) => one.status === "Scheduled" || one.status === "Running";

const resultsOf = ({ rows, columns }: Found): ResultField[][] =>
  rows.map((row) =>
    columns.flatMap((field) => {
      const value = row.get(field);
      return value === undefined ? [] : [{ field, value: String(value) }];
    }),
  );

/** CloudWatch Logs Insights: queries that are started, looked at until they are complete, and stopped. */
export const queryOperations = (groups: LogGroups, { clock, warn }: Pick<Cloud, "clock" | "warn">) => {
  const queries = new Map<string, Running>();

  const groupsOf = ({ logGroupIdentifiers, logGroupName: one, logGroupNames }: Asked): LogGroup[] => {
    const given = [one && [one], logGroupNames, logGroupIdentifiers].filter((list) => list !== undefined);
    if (given.length !== 1)
      throw new AwsError(
        "InvalidParameterException",
        "Give exactly one of logGroupName, logGroupNames and logGroupIdentifiers.",
      );
    return [...new Set((given[0] as string[]).map(groups.find))];
  };
  const find = (id: string): Running => {
    const found = queries.get(id);
    if (!found) throw new AwsError("ResourceNotFoundException", `The query ${id} does not exist.`);
    return found;
  };

  const evaluate = ({ asked, groups: of }: Running, query: Query) => {
    const [from, to] = [toMillis(asked.startTime), toMillis(asked.endTime, 999)];
    const lines = of.flatMap((group) =>
      group.events.filter(({ at }) => at >= from && at <= to).map((event) => rowOf(event, groups.log(group))),
    );
    const bytes = lines.reduce((sum, { event }) => sum + Buffer.byteLength(event!.message), 0);
    return { ...query.run(lines, asked.limit), scanned: lines.length, bytes };
  };
  const run = (one: Running, query: Query) => {
    clock.schedule(STEP_MS, () => {
      if (isOpen(one)) one.status = "Running";
    });
    clock.schedule(2 * STEP_MS, () => {
      if (!isOpen(one)) return;
      try {
        one.found = evaluate(one, query);
        one.status = "Complete";
      } catch (error) {
        one.status = "Failed";
        warn(`The query ${one.id} of CloudWatch Logs failed: ${(error as Error).message}`);
      }
    });
  };

  const operations = {
    StartQuery(input: unknown) {
      const asked = parseInput(inputs.StartQuery, input, "InvalidParameterException");
      if (toMillis(asked.endTime) < toMillis(asked.startTime))
        throw new AwsError("InvalidParameterException", "endTime is before startTime: exchange them.");
      const query = compileQuery(asked.queryString);
      if ([...queries.values()].filter(isOpen).length >= MOST_RUNNING)
        throw new AwsError(
          "LimitExceededException",
          `${MOST_RUNNING} queries run already: wait, or stop some.`,
        );
      const one: Running = {
        id: randomUUID(),
        asked,
        groups: groupsOf(asked),
        createdAt: clock.now(),
        status: "Scheduled",
      };
      queries.set(one.id, one);
      const [oldest] = queries.keys();
      if (queries.size > KEPT) queries.delete(oldest!);
      run(one, query);
      return { queryId: one.id };
    },

    GetQueryResults(input: unknown) {
      const one = find(parseInput(inputs.GetQueryResults, input, "InvalidParameterException").queryId);
      const { found } = one;
      return {
        queryLanguage: "CWLI" as const,
        results: found ? resultsOf(found) : [],
        statistics: {
          recordsMatched: found?.matched ?? 0,
          recordsScanned: found?.scanned ?? 0,
          estimatedRecordsSkipped: 0,
          bytesScanned: found?.bytes ?? 0,
          estimatedBytesSkipped: 0,
          logGroupsScanned: found ? one.groups.length : 0,
        },
        status: one.status,
      };
    },

    StopQuery(input: unknown) {
      const one = find(parseInput(inputs.StopQuery, input, "InvalidParameterException").queryId);
      if (!isOpen(one))
        throw new AwsError(
          "InvalidParameterException",
          `The query ${one.id} is not running: it is ${one.status}.`,
        );
      one.status = "Cancelled";
      return { success: true };
    },

    DescribeQueries(raw: unknown) {
      const input = parseInput(inputs.DescribeQueries, raw, "InvalidParameterException");
      const matching = [...queries.values()]
        .filter(
          (one) =>
            (input.status === undefined || one.status === input.status) &&
            (input.logGroupName === undefined ||
              one.groups.some((group) => group.name === input.logGroupName)),
        )
        .reverse();
      const found = page(matching, input.nextToken, input.maxResults);
      return {
        queries: found.items.map((one) => ({
          queryLanguage: "CWLI" as const,
          queryId: one.id,
          queryString: one.asked.queryString,
          status: one.status,
          createTime: one.createdAt,
          logGroupName: one.groups[0]!.name,
        })),
        nextToken: found.nextToken,
      };
    },
  } satisfies LogsOperations;
  return operations;
};
