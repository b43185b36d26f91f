/**
 * Quotas of durable functions. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and the
 * constraints in https://docs.aws.amazon.com/lambda/latest/api/API_CheckpointDurableExecution.html
 */
export const MOST_OPERATIONS = 3000;
export const MOST_BYTES = 100 * 1024 * 1024;
/** What one operation may carry, and the input and result of an execution that was started asynchronously. */
export const OPERATION_BYTES = 1_048_576;
/** Input and result of an execution that somebody waits for. */
export const SYNCHRONOUS_BYTES = 6_291_456;
/** A year with a leap day. */
export const LONGEST_SECONDS = 31_622_400;
/** Longest execution that an invocation may wait for: 15 minutes. */
export const SYNCHRONOUS_SECONDS = 900;

/** Operations in the event of an invocation; the rest is fetched by `GetDurableExecutionState`. */
export const OPERATIONS_IN_EVENT = 250;
/** Bytes of operations in an event or a page: what an invocation takes is 6 MB. */
export const PAGE_BYTES = 4 * 1024 * 1024;

/**
 * Waits between tries of an invocation that failed outside of the handler. AWS says that they grow exponentially and
 * end with the execution; not how long they are:
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-sdk-retries.html
 */
export const retryDelayMs = (failures: number): number => Math.min(1000 * 2 ** (failures - 1), 60_000);
