import { createHash } from "node:crypto";
import { Logger } from "@aws-lambda-powertools/logger";
import type { LogAttributes } from "@aws-lambda-powertools/logger/types";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import { createRedaction } from "./redaction.ts";

/** What a use case may tell the operators of the system. */
export interface Telemetry {
  logger: Pick<Logger, "debug" | "info" | "warn" | "error">;
  /** Adds to a counter, named in the past tense: `OrdersPlaced`. */
  count: (metric: string, by?: number) => void;
  /** How long something took. */
  measure: (metric: string, milliseconds: number) => void;
}

const atTheEnd: (() => void)[] = [];

/**
 * Runs `task` when Lambda ends the environment. It says so only where an extension is registered, such as that of
 * Lambda Insights: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
 */
const whenEnded = (task: () => void) => {
  if (atTheEnd.length === 0)
    process.once("SIGTERM", () => {
      for (const each of atTheEnd) each();
      process.exit(0);
    });
  atTheEnd.push(task);
};

/** Share of orders of which info lines are written; infra/capacity.ts sets it. */
const loggedShare = (): number => {
  const setting = process.env.LOGGED_ORDERS || "1";
  const share = Number(setting);
  if (share >= 0 && share <= 1) return share;
  throw new Error(`LOGGED_ORDERS=${setting} is no share of orders: give it a number from 0 to 1.`);
};

/** Every function answers the same for an order, so that its story is there whole or not at all. */
const isLogged = (correlationId: unknown, share: number): boolean =>
  share >= 1 ||
  typeof correlationId !== "string" ||
  createHash("sha256").update(correlationId).digest().readUInt32BE() / 2 ** 32 < share;

/** A child of the logger would set up a console, a formatter and all settings again for each message. */
const withKeys = (logger: Logger, keys: LogAttributes, isQuiet: boolean): Telemetry["logger"] => {
  const say =
    (level: keyof Telemetry["logger"]): Logger["info"] =>
    (input, ...more) =>
      logger[level](input, keys, ...(more as LogAttributes[]));
  const silent = () => undefined;
  return {
    debug: isQuiet ? silent : say("debug"),
    info: isQuiet ? silent : say("info"),
    warn: say("warn"),
    error: say("error"),
  };
};

/** One logger and one set of metrics per function, made when its module loads. Neither writes personal data. */
export const createTelemetry = (name: string) => {
  const redaction = createRedaction();
  const logger = new Logger({ serviceName: name, jsonReplacerFn: redaction.replace });
  const share = loggedShare();
  const namespace = process.env.POWERTOOLS_METRICS_NAMESPACE ?? "Sourdough";
  const metrics = new Metrics({ namespace, serviceName: name });
  const count: Telemetry["count"] = (metric, by = 1) => {
    metrics.addMetric(redaction.text(metric), MetricUnit.Count, by);
  };
  const measure: Telemetry["measure"] = (metric, milliseconds) => {
    metrics.addMetric(redaction.text(metric), MetricUnit.Milliseconds, milliseconds);
  };
  const publish = () => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  whenEnded(publish);
  return {
    /** At the start of each invocation: the first one of an environment counts as `ColdStart`. */
    begin: ({ functionName }: Pick<Context, "functionName">) => metrics.captureColdStartMetric(functionName),
    /**
     * The telemetry of one message or task, whose log lines all carry `keys`, and nothing personal of `message`. Of
     * orders that are not among `LOGGED_ORDERS` there are warnings and errors only.
     */
    of: (keys: LogAttributes, message: unknown) => {
      redaction.remember(message);
      return { logger: withKeys(logger, keys, !isLogged(keys.correlationId, share)), count, measure };
    },
    /** Lambda writes what a function throws to its log, and Step Functions keeps it. */
    redacted: (error: unknown): unknown => {
      for (let one = error; one instanceof Error; one = one.cause) {
        one.message = redaction.text(one.message);
        one.stack = redaction.text(one.stack ?? "");
      }
      return error;
    },
    flush: () => {
      redaction.forget();
      publish();
    },
  };
};
