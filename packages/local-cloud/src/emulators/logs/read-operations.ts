import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { pageToken, parseInput } from "../parse-input.ts";
import type { LogsOperations } from "./api.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import { type LogGroups, logGroupName, page } from "./log-groups.ts";
import type { LogEvent } from "./store.ts";

const time = z.number().int().min(0).optional();

const inputs = {
  DescribeLogGroups: z.strictObject({
    logGroupNamePrefix: logGroupName.optional(),
    logGroupNamePattern: z.string().max(512).optional(),
    limit: z.int().min(1).max(50).default(50),
    nextToken: pageToken,
  }),
  DescribeLogStreams: z.strictObject({
    logGroupName: logGroupName.optional(),
    logGroupIdentifier: z.string().optional(),
    logStreamNamePrefix: z.string().optional(),
    orderBy: z.enum(["LogStreamName", "LastEventTime"]).optional(),
    descending: z.boolean().default(false),
    limit: z.int().min(1).max(50).default(50),
    nextToken: pageToken,
  }),
  FilterLogEvents: z.strictObject({
    logGroupName: logGroupName.optional(),
    logGroupIdentifier: z.string().optional(),
    logStreamNames: z.array(z.string()).min(1).max(100).optional(),
    logStreamNamePrefix: z.string().optional(),
    startTime: time,
    endTime: time,
    filterPattern: z.string().max(1024).default(""),
    limit: z.int().min(1).max(10_000).default(10_000),
    interleaved: z.boolean().optional(),
    unmask: z.boolean().optional(),
    nextToken: pageToken,
  }),
  GetLogEvents: z.strictObject({
    logGroupName: logGroupName.optional(),
    logGroupIdentifier: z.string().optional(),
    logStreamName: z.string(),
    startTime: time,
    endTime: time,
    limit: z.int().min(1).max(10_000).default(10_000),
    startFromHead: z.boolean().default(false),
    unmask: z.boolean().optional(),
    nextToken: z
      .string()
      .regex(/^[fb]\/\d+$/)
      .optional(),
  }),
};

const within =
  ({ startTime = 0, endTime = Number.POSITIVE_INFINITY }: { startTime?: number; endTime?: number }) =>
  ({ at }: LogEvent) =>
    at >= startTime && at < endTime;
const shown = ({ at, message }: LogEvent) => ({ timestamp: at, message, ingestionTime: at });

/** Groups and streams, and their lines as they are. */
export const readOperations = ({ store, arn, oneOf }: LogGroups) => {
  const operations = {
    DescribeLogGroups(input) {
      const {
        logGroupNamePrefix = "",
        logGroupNamePattern,
        limit,
        nextToken,
      } = parseInput(inputs.DescribeLogGroups, input, "InvalidParameterException");
      const matching = store
        .all()
        .filter(
          (group) =>
            group.name.startsWith(logGroupNamePrefix) &&
            (logGroupNamePattern === undefined ||
              group.name.toLowerCase().includes(logGroupNamePattern.toLowerCase())),
        );
      const found = page(matching, nextToken, limit);
      return {
        logGroups: found.items.map((group) => ({
          logGroupName: group.name,
          creationTime: group.createdAt,
          storedBytes: group.bytes,
          metricFilterCount: 0,
          arn: `${arn(group)}:*`,
          logGroupArn: arn(group),
          logGroupClass: "STANDARD" as const,
        })),
        nextToken: found.nextToken,
      };
    },

    DescribeLogStreams(raw) {
      const input = parseInput(inputs.DescribeLogStreams, raw, "InvalidParameterException");
      const group = oneOf(input);
      const streams = [...Map.groupBy(group.events, ({ stream }) => stream)].filter(([stream]) =>
        stream.startsWith(input.logStreamNamePrefix ?? ""),
      );
      if (input.descending) streams.reverse();
      const found = page(streams, input.nextToken, input.limit);
      return {
        logStreams: found.items.map(([logStreamName, events]) => ({
          logStreamName,
          creationTime: events[0]!.at,
          firstEventTimestamp: events[0]!.at,
          lastEventTimestamp: events.at(-1)!.at,
          lastIngestionTime: events.at(-1)!.at,
          arn: `${arn(group)}:log-stream:${logStreamName}`,
        })),
        nextToken: found.nextToken,
      };
    },

    FilterLogEvents(raw) {
      const input = parseInput(inputs.FilterLogEvents, raw, "InvalidParameterException");
      const { logStreamNamePrefix = "", logStreamNames } = input;
      const matches = compileFilterPattern(input.filterPattern);
      const inTime = within(input);
      const matching = oneOf(input).events.filter(
        (event) =>
          inTime(event) &&
          event.stream.startsWith(logStreamNamePrefix) &&
          (logStreamNames === undefined || logStreamNames.includes(event.stream)) &&
          matches(event.message),
      );
      const found = page(matching, input.nextToken, input.limit);
      return {
        events: found.items.map((event) => ({
          logStreamName: event.stream,
          ...shown(event),
          eventId: String(event.id).padStart(56, "0"),
        })),
        searchedLogStreams: [],
        nextToken: found.nextToken,
      };
    },

    GetLogEvents(raw) {
      const input = parseInput(inputs.GetLogEvents, raw, "InvalidParameterException");
      const events = oneOf(input).events.filter(({ stream }) => stream === input.logStreamName);
      if (events.length === 0)
        throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.", {
          status: 400,
        });
      const [direction, place] = input.nextToken?.split("/") ?? [];
      // A token is behind a line, so that it stays right when older ones are forgotten.
      const id = Number(place);
      const inTime = events.filter(within(input));
      const forward = direction === "f" || (direction === undefined && input.startFromHead);
      const found = forward
        ? inTime.filter((event) => place === undefined || event.id > id).slice(0, input.limit)
        : inTime.filter((event) => place === undefined || event.id < id).slice(-input.limit);
      return {
        events: found.map(shown),
        nextForwardToken: `f/${found.at(-1)?.id ?? place ?? 0}`,
        nextBackwardToken: `b/${found[0]?.id ?? place ?? 0}`,
      };
    },
  } satisfies LogsOperations;
  return operations;
};
