import { randomUUID } from "node:crypto";
import type { StartLiveTailResponseStream } from "@aws-sdk/client-cloudwatch-logs";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import type { Clock } from "../../core/clock.ts";
import { parseInput } from "../parse-input.ts";
import type { LogsOperations } from "./api.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import type { LogGroups } from "./log-groups.ts";
import type { LogEvent, LogGroup } from "./store.ts";

const names = z.array(z.string().min(1).max(512)).min(1).max(100).optional();
const input = z.strictObject({
  logGroupIdentifiers: z
    .array(
      z
        .string()
        .regex(/^arn:[^*]*:log-group:[^:*]+$/, "is no ARN of a log group: give its logGroupArn, without :*"),
    )
    .min(1)
    .max(10),
  logStreamNames: names,
  logStreamNamePrefixes: names,
  logEventFilterPattern: z.string().max(1024).optional(),
});
type Asked = z.output<typeof input>;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
const EVERY_MS = 1000;
const LASTS_MS = 3 * 3_600_000;
const MOST_AT_ONCE = 500;
const MOST_WAITING = 5000;

type Arrived = readonly [group: LogGroup, event: LogEvent];

/** So many of all, spread over them. */
const sample = <Item>(items: readonly Item[], most: number): readonly Item[] =>
  items.length <= most
    ? items
    : Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]!);

/** Sessions that tell of lines as they come. */
export const liveTail = (groups: LogGroups, clock: Clock) => {
  const stopping = new AbortController();

  const matcher = (asked: Asked) => {
    const { logStreamNamePrefixes: prefixes, logStreamNames } = asked;
    if ((prefixes || logStreamNames) && asked.logGroupIdentifiers.length > 1)
      throw new AwsError("InvalidParameterException", "Streams can be named for one log group only.");
    if (prefixes && logStreamNames)
      throw new AwsError(
        "InvalidParameterException",
        "Give logStreamNames or logStreamNamePrefixes, not both.",
      );
    const chosen = new Set(asked.logGroupIdentifiers.map(groups.find));
    const fits = compileFilterPattern(asked.logEventFilterPattern ?? "");
    return (group: LogGroup, { message, stream }: LogEvent) =>
      chosen.has(group) &&
      (logStreamNames?.includes(stream) ?? true) &&
      (prefixes?.some((prefix) => stream.startsWith(prefix)) ?? true) &&
      fits(message);
  };

  const updateOf = (arrived: readonly Arrived[]): StartLiveTailResponseStream => ({
    sessionUpdate: {
      sessionMetadata: { sampled: arrived.length > MOST_AT_ONCE },
      sessionResults: sample(arrived, MOST_AT_ONCE).map(([group, { at, message, stream }]) => ({
        logStreamName: stream,
        logGroupIdentifier: groups.log(group),
        message,
        timestamp: at,
        ingestionTime: at,
      })),
    },
  });

  async function* session(asked: Asked, fits: (group: LogGroup, event: LogEvent) => boolean) {
    const waiting: Arrived[] = [];
    const leave = groups.store.listen((group, event) => {
      if (!fits(group, event)) return;
      waiting.push([group, event]);
      if (waiting.length > MOST_WAITING) waiting.shift();
    });
    try {
      const sessionStart = { requestId: randomUUID(), sessionId: randomUUID(), ...asked };
      yield { sessionStart } as StartLiveTailResponseStream;
      const endsAt = clock.now() + LASTS_MS;
      while (clock.now() < endsAt) {
        await clock.wait(EVERY_MS, stopping.signal);
        yield updateOf(waiting.splice(0));
      }
      const message = "The session has lasted three hours: start another.";
      yield {
        SessionTimeoutException: { name: "SessionTimeoutException", message },
      } as StartLiveTailResponseStream;
    } catch (error) {
      if (!stopping.signal.aborted) throw error;
    } finally {
      leave();
    }
  }

  const operations = {
    StartLiveTail(raw: unknown) {
      const asked = parseInput(input, raw, "InvalidParameterException");
      return { responseStream: session(asked, matcher(asked)) };
    },
  } satisfies LogsOperations;
  return { operations, stop: () => stopping.abort() };
};
