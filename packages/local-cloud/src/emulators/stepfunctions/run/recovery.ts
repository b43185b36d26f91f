import type { MapState, ParallelState, Retrier, TaskState } from "../asl/program.ts";
import { errorEquals } from "../errors.ts";
import { leave, type Outcome, stateErrorOf, type Visit } from "./visit.ts";

/** Runs a state that can fail until it succeeds, is caught or has no retry left. */
export const withRecovery = async (
  visit: Visit<TaskState | ParallelState | MapState>,
  attempt: () => Promise<unknown>,
  onGiveUp: () => void = () => {},
): Promise<Outcome> => {
  const { progress, state, thread } = visit;
  const { clock } = thread.runtime.cloud;
  for (;;) {
    try {
      if (progress.due !== undefined) {
        await thread.lifetime.sleep(clock, progress.due - clock.now());
        recordRetry(visit);
      }
      const result = await attempt();
      await thread.watch?.succeeds(result);
      return await leave(visit, state, result, { result });
    } catch (error) {
      const failure = stateErrorOf(visit, error);
      const index = state.retry.findIndex((candidate) => errorEquals(candidate.errorEquals, failure));
      const retrier = state.retry[index];
      // Each retrier counts for itself, and forgets when the state is left.
      const attempts = (progress.spent[index] ?? 0) + (thread.watch?.spentRetries ?? 0);
      if (retrier && attempts < retrier.maxAttempts) {
        progress.spent[index] = attempts + 1;
        const delay = delayOf(retrier, attempts);
        progress.due = clock.now() + delay;
        thread.watch?.retries(failure, index, delay);
        thread.execution.changed();
        continue;
      }
      onGiveUp();
      const caught = state.catch.findIndex((candidate) => errorEquals(candidate.errorEquals, failure));
      const catcher = state.catch[caught];
      if (!catcher) throw failure;
      thread.watch?.catches(caught);
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
  const { progress, thread, state, hop } = visit;
  progress.due = undefined;
  progress.retryCount += 1;
  // What it had begun is begun anew.
  visit.goesOn = false;
  thread.execution.changed();
  visit.callHop = thread.runtime.cloud.journal.record({
    service: "states",
    action: "RetryState",
    resource: hop.resource,
    source: state.name,
    attempt: progress.retryCount + 1,
    causes: [hop.id, ...visit.followUps],
  });
};
