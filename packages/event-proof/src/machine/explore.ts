import type { DryCall, DryOutcome, DryRun, DryRunResult } from "sourdough-local/models";

/** What a call can come to; `refused` when a condition on an item failed earlier in the run: the item is there. */
export type OutcomesOf = (call: DryCall, refused: boolean) => Promise<readonly DryOutcome[]>;

/** One state is tried with this many different inputs per start: what loops, loops the same way. */
const mostInputs = 7;

/**
 * Runs a machine on a value again and again, until each outcome of each of its calls was tried: all calls come to their
 * first outcome, but for one after the other that comes to another. `outcomesOf` says what a call can come to.
 */
export const explore = async (
  run: DryRun,
  input: unknown,
  outcomesOf: OutcomesOf,
  { most = mostInputs }: { most?: number } = {},
): Promise<DryRunResult[]> => {
  const results: DryRunResult[] = [];
  const seen = new Set<string>();
  const inputs = new Map<string, number>();
  const waiting: ReadonlyMap<string, number>[] = [new Map()];
  for (let script = waiting.pop(); script; script = waiting.pop()) {
    const here = script;
    const chosen = new Map<number, DryOutcome>();
    const entered = new Set<string>();
    const result = await run(input, async (call) => {
      const outcomes = await outcomesOf(call, [...chosen.values()].some(isRefusal));
      const { state, stateInput, visit } = call;
      // A retry comes to the same.
      const before = chosen.get(visit);
      if (before) return before;
      const place = JSON.stringify([state, stateInput, call.input]);
      const index = entered.has(place) ? 0 : (here.get(place) ?? 0);
      entered.add(place);
      if (!seen.has(place) && (inputs.get(state) ?? 0) < most) {
        seen.add(place);
        inputs.set(state, (inputs.get(state) ?? 0) + 1);
        for (let other = 1; other < outcomes.length; other++)
          waiting.push(new Map([...here, [place, other]]));
      }
      const outcome = outcomes[Math.min(index, outcomes.length - 1)] ?? {};
      chosen.set(visit, outcome);
      return outcome;
    });
    results.push(result);
  }
  return results;
};

const isRefusal = ({ answer }: DryOutcome) =>
  answer !== undefined &&
  "error" in answer &&
  `${answer.error} ${answer.cause}`.includes("ConditionalCheckFailed");
