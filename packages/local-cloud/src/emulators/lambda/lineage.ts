import type { Hop, Journal } from "../../core/journal.ts";
import type { LambdaFunction } from "./functions.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html */
const MOST_RUNS = 16;

/** How often a function ran in the chain of queues, topics and functions that leads to an invocation. */
export interface Lineage {
  /** Whether Lambda would stop the next run of the function, as that of a loop. */
  isLoop(fn: LambdaFunction, causes: readonly number[]): boolean;
  /** Notes that the function ran. */
  ran(fn: LambdaFunction, run: Hop): void;
  /** Whether the function may go on for ever. */
  allow(fn: LambdaFunction, mayLoop: boolean): void;
  isAllowed(fn: LambdaFunction): boolean;
}

// Only these services hand on the header that AWS counts in. A message that comes again after a failure did not
// travel: what says that it failed is not followed.
const travelled = ({ service, action }: Hop): boolean =>
  service === "sns" ||
  (service === "sqs" && /^(SendMessage(Batch)?|Receive)$/.test(action)) ||
  (service === "lambda" && /^(Invoke|StartDurableExecution|InvokeExecution)$/.test(action));

type Counts = ReadonlyMap<string, number>;
const REMEMBERED_RUNS = 5_000;

export const createLineage = (journal: Pick<Journal, "hop">): Lineage => {
  const byRun = new Map<number, Counts>();
  const allowed = new Set<string>();

  const countsBefore = (causes: readonly number[]): Map<string, number> => {
    const counts = new Map<string, number>();
    const seen = new Set(causes);
    for (const id of seen) {
      const known = byRun.get(id);
      for (const [arn, count] of known ?? []) counts.set(arn, Math.max(count, counts.get(arn) ?? 0));
      const hop = known ? undefined : journal.hop(id);
      if (hop && travelled(hop)) for (const cause of hop.causes) seen.add(cause);
    }
    return counts;
  };

  return {
    isLoop: ({ arn }, causes) => !allowed.has(arn) && (countsBefore(causes).get(arn) ?? 0) >= MOST_RUNS,
    ran({ arn }, { id, causes }) {
      const counts = countsBefore(causes);
      byRun.set(id, counts.set(arn, (counts.get(arn) ?? 0) + 1));
      if (byRun.size > REMEMBERED_RUNS) byRun.delete(byRun.keys().next().value!);
    },
    allow: ({ arn }, mayLoop) => void (mayLoop ? allowed.add(arn) : allowed.delete(arn)),
    isAllowed: ({ arn }) => allowed.has(arn),
  };
};

/** Why an event did not run a function, as its dead-letter queue and the terminal have it. */
export const loopError = (fn: LambdaFunction, through: string): { code: string; message: string } => ({
  code: "RecursiveInvocationException",
  message: `${fn.logicalName} ran ${MOST_RUNS} times in a row for what it sends itself through ${through}, so Lambda stops the loop. Send to another queue, topic or function, or allow it with aws.lambda.FunctionRecursionConfig.`,
});
