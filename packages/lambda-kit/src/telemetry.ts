import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

/** What a use case may tell the operators of the system. */
export interface Telemetry {
  logger: Pick<Logger, "debug" | "info" | "warn" | "error">;
  /** Adds to a counter, named in the past tense: `OrdersPlaced`. */
  count: (metric: string, by?: number) => void;
}

/** One logger and one set of metrics per function, made when its module loads. */
export const createTelemetry = (name: string) => {
  const logger = new Logger({ serviceName: name });
  const metrics = new Metrics({ namespace: "Sourdough", serviceName: name });
  const count: Telemetry["count"] = (metric, by = 1) => {
    metrics.addMetric(metric, MetricUnit.Count, by);
  };
  return {
    /** The telemetry of one message or task, whose log lines all carry `keys`. */
    of: (keys: Record<string, unknown>) => ({
      logger: logger.createChild({ persistentKeys: keys }),
      count,
    }),
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
};
