import type { MapState, ParallelState, Retrier, TaskState } from "../asl/program.ts";
import { errorEquals } from "../errors.ts";
import { leave, type Outcome, stateErrorOf, type Visit } from "./visit.ts";

/** Runs a state that can fail until it succeeds, is caught or has no retry left. */
export const withRecovery = async (
  visit: Visit<TaskState | ParallelState | MapState>,
  attempt: () => Promise<unknown>,
  onGiveUp: () => void = () => {},
): Promise<Outcome> => {
  const { state, thread } = visit;
  // Each retrier counts for itself, and forgets when the state is left.
  const spent = new Map<Retrier, number>();
  for (;;) {
    try {
      const result = await attempt();
      return await leave(visit, state, result, { result });
    } catch (error) {
      const failure = stateErrorOf(visit, error);
      const retrier = state.retry.find((candidate) => errorEquals(candidate.errorEquals, failure));
      const attempts = retrier ? (spent.get(retrier) ?? 0) : 0;
      if (retrier && attempts < retrier.maxAttempts) {
        spent.set(retrier, attempts + 1);
        await thread.lifetime.sleep(thread.runtime.cloud.clock, delayOf(retrier, attempts));
        recordRetry(visit);
        continue;
      }
      onGiveUp();
      const catcher = state.catch.find((candidate) => errorEquals(candidate.errorEquals, failure));
      if (!catcher) throw failure;
      recordCaught(visit, failure.output);
      return await leave(visit, catcher, failure.output, { errorOutput: failure.output });
    }
  }
};

const delayOf = (retrier: Retrier, attempts: number): number => {
  const seconds = Math.min(
    retrier.intervalSeconds * retrier.backoffRate ** attempts,
    retrier.maxDelaySeconds,
  );
  return (retrier.fullJitter ? Math.random() * seconds : seconds) * 1000;
};

const recordCaught = ({ thread, state, hop, input }: Visit, output: unknown): void => {
  thread.runtime.cloud.journal.record({
    service: "states",
    action: "CatchError",
    resource: hop.resource,
    source: state.name,
    causes: [hop.id],
    input,
    output,
  });
};

const recordRetry = (visit: Visit): void => {
  const { thread, state, hop } = visit;
  visit.retryCount += 1;
  visit.callHop = thread.runtime.cloud.journal.record({
    service: "states",
    action: "RetryState",
    resource: hop.resource,
    source: state.name,
    attempt: visit.retryCount + 1,
    causes: [hop.id, ...visit.followUps],
  });
};
