/** A metric as an alarm reads it, with dimensions beside those of the resource. */
export interface Measure {
  metric: string;
  /** `Sum`, `Maximum`, `Average`, or a percentile: `p99`. */
  statistic: string;
  dimensions?: Record<string, string>;
}

export interface Kind {
  namespace: string;
  /** One measure; or several by name, and the expression of metric math that makes one number of them. */
  measure: Measure | { of: Record<string, Measure>; expression: string };
  /** What is still well, in a period. */
  threshold: number;
  /** Less than the threshold is what is wrong, and nothing at all is least of all. */
  fewer?: true;
  periodSeconds: number;
  /** How many of the last periods have to be above the threshold: the last one unless stated. */
  periods?: { above: number; of: number };
  /** Only a deployment looks at it, and nobody is told. */
  quiet?: true;
  /** What happened, in a sentence that goes on from the resource's name. */
  says: string;
}

const sum = (metric: string, dimensions?: Record<string, string>): Measure => ({
  metric,
  statistic: "Sum",
  ...(dimensions && { dimensions }),
});
const maximum = (metric: string): Measure => ({ metric, statistic: "Maximum" });

/** SUM over a list takes what is there: one of the metrics without a datapoint counts as nothing. */
const all = (...metrics: string[]) => ({
  of: Object.fromEntries(metrics.map((metric, index) => [`m${index + 1}`, sum(metric)])),
  expression: `SUM([${metrics.map((_, index) => `m${index + 1}`).join(", ")}])`,
});

/** What is retried and then works needs nobody: this many in five minutes are no longer chance. */
const someInFiveMinutes = { threshold: 10, periodSeconds: 300 };
/** Nobody but a person mends it. */
const any = { threshold: 0, periodSeconds: 60 };
/** Early enough to act: https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html has the rates. */
const halfOfReview = (rate: number) => ({ threshold: rate / 2, periodSeconds: 3600 });

/**
 * Every kind of alarm there is; docs/runbooks/<kind>.md says what to do about it, and docs/decisions/alarms.md why the
 * thresholds are what they are. Names, dimensions and units are those AWS documents:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
 */
export const alarmKinds = {
  "function-errors": {
    namespace: "AWS/Lambda",
    measure: sum("Errors"),
    threshold: 2,
    periodSeconds: 300,
    says: "fails: it threw, ran out of time or out of memory three times within five minutes.",
  },
  "function-throttles": {
    namespace: "AWS/Lambda",
    measure: sum("Throttles"),
    ...someInFiveMinutes,
    says: "is throttled: it, or the account, has no more concurrency.",
  },
  "function-duration": {
    namespace: "AWS/Lambda",
    measure: { metric: "Duration", statistic: "p99" },
    // Of the function's timeout, which its maker states.
    threshold: Number.NaN,
    periodSeconds: 300,
    periods: { above: 2, of: 3 },
    says: "takes more than 80 % of its timeout, so soon it will be cut off in the middle of its work.",
  },
  "function-concurrency": {
    namespace: "AWS/Lambda",
    measure: maximum("ConcurrentExecutions"),
    // Of the function's reserved concurrency, which its maker states.
    threshold: Number.NaN,
    periodSeconds: 300,
    periods: { above: 3, of: 3 },
    says: "has used more than 80 % of its reserved concurrency for a quarter of an hour.",
  },
  "version-errors": {
    namespace: "AWS/Lambda",
    measure: sum("Errors"),
    // A new version that goes back by mistake costs a deployment; one that stays by mistake costs orders.
    ...any,
    quiet: true,
    says: "failed, which sends a version back that is being deployed.",
  },
  "version-messages": {
    namespace: "Sourdough",
    measure: sum("MessagesFailed"),
    threshold: 3,
    periodSeconds: 60,
    quiet: true,
    says: "could not handle four messages within a minute, which sends a version back that is being deployed.",
  },
  "version-failures": {
    namespace: "AWS/States",
    measure: all("ExecutionsFailed", "ExecutionsTimedOut"),
    // As for functions.
    ...any,
    quiet: true,
    says: "failed, which sends a version back that is being deployed.",
  },
  "version-batches": {
    namespace: "AWS/EventBridge/Pipes",
    measure: all("ExecutionFailed", "ExecutionPartiallyFailed"),
    threshold: 3,
    periodSeconds: 60,
    quiet: true,
    says: "could not handle all of four batches within a minute, which sends a version back that is being deployed.",
  },
  "async-events-dropped": {
    namespace: "AWS/Lambda",
    measure: all("AsyncEventsDropped", "DestinationDeliveryFailures"),
    ...any,
    says: "lost what it was started with: Lambda dropped it, and could not put it into the dead-letter queue.",
  },
  "iterator-age": {
    namespace: "AWS/Lambda",
    measure: maximum("IteratorAge"),
    threshold: 60_000,
    periodSeconds: 300,
    says: "is more than a minute behind its stream.",
  },
  "durable-execution-failed": {
    namespace: "AWS/Lambda",
    measure: all("DurableExecutionFailed", "DurableExecutionTimedOut"),
    ...any,
    says: "gave up on an execution, and nothing starts it again.",
  },
  "queue-age": {
    namespace: "AWS/SQS",
    measure: maximum("ApproximateAgeOfOldestMessage"),
    // Of the queue's visibility timeout, which its maker states.
    threshold: Number.NaN,
    periodSeconds: 60,
    periods: { above: 3, of: 5 },
    says: "holds messages for longer than three tries take: its consumer is slow, throttled or down.",
  },
  "dead-letters": {
    namespace: "AWS/SQS",
    measure: maximum("ApproximateNumberOfMessagesVisible"),
    ...any,
    says: "has messages that nobody could handle.",
  },
  "rule-failed": {
    namespace: "AWS/Events",
    measure: all("FailedInvocations", "InvocationsSentToDlq", "InvocationsFailedToBeSentToDlq"),
    ...any,
    says: "could not hand events to its target: they are in its dead-letter queue, or lost.",
  },
  "pipe-failed": {
    namespace: "AWS/EventBridge/Pipes",
    measure: all("ExecutionFailed", "ExecutionPartiallyFailed", "ExecutionTimeout"),
    ...someInFiveMinutes,
    says: "keeps failing: what it carries waits, and is given up on in the end.",
  },
  "pipe-throttled": {
    namespace: "AWS/EventBridge/Pipes",
    measure: sum("ExecutionThrottled"),
    ...someInFiveMinutes,
    says: "is throttled, so what it carries is late.",
  },
  "workflow-failed": {
    namespace: "AWS/States",
    measure: sum("ExecutionsFailed"),
    ...any,
    says: "failed, and nobody tries again by itself.",
  },
  "workflow-retried": {
    namespace: "AWS/States",
    measure: sum("ExecutionsFailed"),
    ...someInFiveMinutes,
    says: "keeps failing, though whoever calls it tries again.",
  },
  "workflow-timed-out": {
    namespace: "AWS/States",
    measure: sum("ExecutionsTimedOut"),
    ...any,
    says: "ran out of time in the middle of its work.",
  },
  "workflow-throttled": {
    namespace: "AWS/States",
    measure: sum("ExecutionThrottled"),
    ...someInFiveMinutes,
    says: "is throttled: the account has no more state transitions for the moment.",
  },
  "api-errors": {
    namespace: "AWS/ApiGateway",
    measure: {
      of: { errors: sum("5XXError"), requests: sum("Count") },
      // A customer who is told to come back does; that one had to is no reason to wake anybody.
      expression: "IF(errors >= 10, 100 * errors / requests, 0)",
    },
    threshold: 1,
    periodSeconds: 300,
    says: "answers more than 1 % of its requests, and ten at least, with 5xx.",
  },
  "api-latency": {
    namespace: "AWS/ApiGateway",
    measure: { metric: "Latency", statistic: "p99" },
    threshold: 3000,
    periodSeconds: 300,
    periods: { above: 3, of: 3 },
    says: "lets one request in a hundred wait for more than three seconds, for a quarter of an hour now.",
  },
  "requests-blocked": {
    namespace: "AWS/WAFV2",
    measure: sum("BlockedRequests"),
    threshold: 1000,
    periodSeconds: 300,
    says: "refuses requests by the thousand: somebody attacks, or a rule is wrong about customers.",
  },
  "emails-bounced": {
    namespace: "AWS/SES",
    measure: { metric: "Reputation.BounceRate", statistic: "Average" },
    ...halfOfReview(0.05),
    says: "bounces: SES looks into an account at 5 %, and pauses it at 10 %.",
  },
  "emails-complained": {
    namespace: "AWS/SES",
    measure: { metric: "Reputation.ComplaintRate", statistic: "Average" },
    ...halfOfReview(0.001),
    says: "is called spam by its readers: SES looks into an account at 0.1 %, and pauses it at 0.5 %.",
  },
  "realtime-errors": {
    namespace: "AWS/AppSync",
    measure: sum("5XXError"),
    ...someInFiveMinutes,
    says: "fails at publishing, so pages do not hear of changes until they ask.",
  },
  "table-throttled": {
    namespace: "AWS/DynamoDB",
    measure: all("ReadThrottleEvents", "WriteThrottleEvents"),
    ...someInFiveMinutes,
    says: "is throttled: one partition of it is asked for too much, or it is at its maximum.",
  },
  "table-errors": {
    namespace: "AWS/DynamoDB",
    measure: {
      of: Object.fromEntries(
        ["GetItem", "PutItem", "UpdateItem", "Query", "TransactWriteItems", "BatchGetItem"].map(
          (operation) => [
            operation.charAt(0).toLowerCase() + operation.slice(1),
            sum("SystemErrors", { Operation: operation }),
          ],
        ),
      ),
      expression: "SUM([getItem, putItem, updateItem, query, transactWriteItems, batchGetItem])",
    },
    ...someInFiveMinutes,
    says: "answers with errors that are DynamoDB's own.",
  },
  "stream-refused": {
    namespace: "AWS/Kinesis",
    measure: sum("WriteProvisionedThroughputExceeded"),
    threshold: 1000,
    periodSeconds: 300,
    says: "takes no more records: whoever sends them sends again, and then gives up.",
  },
  "schedule-dropped": {
    namespace: "AWS/Scheduler",
    measure: all("InvocationDroppedCount", "InvocationsFailedToBeSentToDeadLetterCount"),
    ...any,
    says: "had schedules that could not start what they are for, and were given up on.",
  },
  "topic-failed": {
    namespace: "AWS/SNS",
    measure: all("NumberOfNotificationsFailed", "NumberOfNotificationsFailedToRedriveToDlq"),
    ...any,
    says: "could not hand messages to a subscriber.",
  },
  "audit-differences": {
    namespace: "Sourdough",
    measure: sum("AuditsFailed"),
    ...any,
    says: "found what is not as the invariants of docs/how-it-works.md say.",
  },
  "orders-unpaid": {
    namespace: "Sourdough",
    measure: sum("OrdersUnpaid"),
    ...any,
    says: "packed or handed over orders whose money was gone before it was taken.",
  },
  "disputes-waiting": {
    namespace: "Sourdough",
    measure: sum("DisputesReminded"),
    ...any,
    says: "has disputes that waited for an answer for three days, or for six; on the seventh the clock answers.",
  },
  "journeys-missing": {
    namespace: "Sourdough",
    measure: sum("JourneysCompleted"),
    threshold: 1,
    fewer: true,
    periodSeconds: 900,
    says: "has not completed an order for a quarter of an hour, though it places one every five minutes.",
  },
  "journeys-slow": {
    namespace: "Sourdough",
    measure: maximum("JourneyLatency"),
    threshold: 5_000,
    periodSeconds: 300,
    periods: { above: 3, of: 3 },
    says: "waits for more than five seconds until its order is confirmed on the socket, three times running.",
  },
  "fulfilment-held": {
    namespace: "Sourdough",
    measure: sum("FulfilmentsHeld"),
    ...any,
    says: "could not go on for four minutes: its orders are PENDING until somebody lets it.",
  },
} satisfies Record<string, Kind>;

export type AlarmKind = keyof typeof alarmKinds;
