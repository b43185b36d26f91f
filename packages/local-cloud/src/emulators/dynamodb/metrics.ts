import { lastPart } from "../../core/arn.ts";
import type { Hop } from "../../core/journal.ts";
import type { Dimensions, Measure, Metrics } from "../../core/metrics.ts";

const throttling = /^(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded)/;
const everywhere = (): readonly Dimensions[] => [{}];

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export const measureTables = (metrics: Metrics, tableIn: (hop: Hop) => string | undefined): Measure => {
  const operations = new Map<string, (table: string) => readonly Dimensions[]>();
  /** Asked for once for each table and operation. */
  const dimensionsFor = (Operation: string) => {
    let found = operations.get(Operation);
    if (!found) {
      found = (key) => [{ TableName: key.slice(Operation.length + 1), Operation }];
      operations.set(Operation, found);
    }
    return found;
  };
  const ofTable = (key: string): readonly Dimensions[] => [{ TableName: key }];
  return (hop, ended) => {
    const { action, durationMs, error } = hop;
    if (!ended || durationMs === undefined) return;
    const named = hop.resource === "*" ? tableIn(hop) : hop.resource;
    if (named === undefined) return;
    const table = lastPart(named);
    const counters = metrics.of("AWS/DynamoDB", `${action} ${table}`, dimensionsFor(action));
    if (!error) return counters.add("SuccessfulRequestLatency", durationMs, "Milliseconds");
    if (throttling.test(error.code)) return counters.add("ThrottledRequests", 1);
    if (/^Internal/.test(error.code)) return counters.add("SystemErrors", 1);
    const whole = metrics.of("AWS/DynamoDB", table, ofTable);
    if (error.code === "ConditionalCheckFailedException")
      return whole.add("ConditionalCheckFailedRequests", 1);
    if (error.code === "TransactionConflictException") return whole.add("TransactionConflict", 1);
    if (error.code !== "TransactionCanceledException")
      metrics.of("AWS/DynamoDB", "", everywhere).add("UserErrors", 1);
  };
};
