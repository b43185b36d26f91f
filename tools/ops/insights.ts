import { setTimeout as pause } from "node:timers/promises";
import {
  DescribeQueryDefinitionsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { allPages } from "./pages.ts";
import type { Target } from "./target.ts";

/** A query of the stage, saved for some logs. */
export interface SavedQuery {
  /** `errors`, on shared stages `orders/errors`. */
  readonly name: string;
  readonly text: string;
  readonly logGroups: readonly string[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
export const MOST_LOG_GROUPS = 50;

export const savedQueries = async ({ logs, stage }: Target): Promise<SavedQuery[]> => {
  const prefix = `sourdough-${stage}/`;
  const all = await allPages(async (nextToken) => {
    const page = await logs.send(
      new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: prefix, nextToken }),
    );
    return { items: page.queryDefinitions, next: page.nextToken };
  });
  return all.map(({ name = "", queryString = "", logGroupNames = [] }) => ({
    name: name.slice(prefix.length),
    text: queryString,
    logGroups: logGroupNames,
  }));
};

export interface Answer {
  /** What was found, by the name of the field. */
  readonly rows: readonly Record<string, string>[];
  readonly linesScanned: number;
  readonly bytesScanned: number;
}

/** Runs a query of CloudWatch Logs Insights over the time before now. Throws what is wrong with it. */
export const runQuery = async (
  { logs, lookEveryMs, now }: Target,
  { text, logGroups, sinceMs }: { text: string; logGroups: readonly string[]; sinceMs: number },
): Promise<Answer> => {
  const end = await now();
  const { queryId } = await logs.send(
    new StartQueryCommand({
      queryString: text,
      logGroupNames: [...logGroups],
      startTime: Math.max(0, Math.floor((end - sinceMs) / 1000)),
      endTime: Math.ceil(end / 1000),
    }),
  );
  for (;;) {
    const { results = [], statistics, status } = await logs.send(new GetQueryResultsCommand({ queryId }));
    if (status === "Complete")
      return {
        rows: results.map((row) =>
          Object.fromEntries(
            row.flatMap(({ field = "", value = "" }) => (field === "@ptr" ? [] : [[field, value]])),
          ),
        ),
        linesScanned: statistics?.recordsScanned ?? 0,
        bytesScanned: statistics?.bytesScanned ?? 0,
      };
    if (status !== "Scheduled" && status !== "Running")
      throw new Error(`The query is ${status}: ask for a shorter time by --since, or for fewer logs.`);
    await pause(Math.min(1000, lookEveryMs));
  }
};
