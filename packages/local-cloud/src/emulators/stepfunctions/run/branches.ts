import type { MapState, ParallelState, Program } from "../asl/program.ts";
import { dataLimitExceeded, exceedsPayloadLimit, QueryError, StateError } from "../errors.ts";
import { attemptDistributedMap, type DistributedVisit } from "./distributed-map.ts";
import { partOf } from "./position.ts";
import { tolerationOf } from "./toleration.ts";
import { addEvent, bindingsOf, evaluateAs, evaluateInteger, type Thread, type Visit } from "./visit.ts";

/** Runs a branch or an iteration: the interpreter, handed in because it in turn runs Parallel and Map states. */
export type RunBranch = (thread: Thread, program: Program, input: unknown) => Promise<unknown>;

/** Iterations an inline Map runs at once when it sets no limit. */
const INLINE_CONCURRENCY = 40;

export const attemptParallel = async (
  visit: Visit<ParallelState>,
  runBranch: RunBranch,
): Promise<unknown> => {
  const { state, thread } = visit;
  const input = state.arguments ? await state.arguments.evaluate(bindingsOf(visit)) : visit.input;
  if (state.arguments && exceedsPayloadLimit(input)) throw dataLimitExceeded(state.name);
  const started = takeParts(visit) ? thread.lastEventId : addEvent(thread, "ParallelStateStarted");

  const crew = createCrew(visit, runBranch);
  const result = await crew.finish(
    state.branches.map((branch, index) => {
      const position = partOf(thread.position, index);
      return crew.run(branch, input, { lastEventId: position?.lastEventId ?? started, position });
    }),
  );
  if (exceedsPayloadLimit(result)) throw dataLimitExceeded(state.name);
  addEvent(thread, "ParallelStateSucceeded", undefined, { aside: true });
  return result;
};

export const attemptMap = async (visit: Visit<MapState>, runBranch: RunBranch): Promise<unknown> => {
  const { state, thread } = visit;
  const bindings = bindingsOf(visit);
  if (isDistributed(visit))
    return await attemptDistributedMap(
      visit,
      visit.state.distributed.reader ? undefined : await itemsOf(visit),
    );
  const items = await itemsOf(visit);
  const concurrency =
    (state.maxConcurrency && (await evaluateInteger(state.maxConcurrency, "MaxConcurrency", bindings, 0))) ||
    INLINE_CONCURRENCY;
  const { count, percentage } = await tolerationOf(visit);
  // Values must be right, although an inline Map does not look at them.
  const tolerates = count !== undefined || percentage !== undefined;
  if (!takeParts(visit))
    addEvent(thread, "MapStateStarted", ["mapStateStartedEventDetails", { length: items.length }]);

  const crew = createCrew(visit, runBranch);
  const results: unknown[] = new Array(items.length);
  let next = 0;
  let lastSuccess: number | undefined;
  const work = async () => {
    while (next < items.length && !crew.ended) {
      const index = next++;
      const { output, eventId } = await iterate(visit, crew, index, items[index]);
      results[index] = output;
      lastSuccess = eventId;
    }
  };
  try {
    await crew.finish(Array.from({ length: Math.min(concurrency, items.length) }, work));
  } catch (error) {
    if (tolerates && error instanceof StateError) warnOfToleration(visit);
    throw error;
  }
  thread.lastEventId = lastSuccess ?? thread.lastEventId;
  if (exceedsPayloadLimit(results)) throw dataLimitExceeded(state.name);
  addEvent(thread, "MapStateSucceeded", undefined, { aside: true });
  return results;
};

/** Whether its branches or iterations go on where they are; a retry begins them anew. */
const takeParts = (visit: Visit): boolean => {
  const { goesOn, thread } = visit;
  visit.goesOn = false;
  if (!goesOn && thread.position) thread.position.parts = [];
  return goesOn;
};

const isDistributed = (visit: Visit<MapState>): visit is DistributedVisit =>
  visit.state.distributed !== undefined;

const warnOfToleration = ({ state, thread }: Visit<MapState>): void =>
  thread.runtime.cloud.warn(
    `State ${state.name} of ${thread.execution.machine.name} tolerates failures, but is an inline Map, which fails with its first failed iteration: catch the error in its ItemProcessor.`,
  );

const itemsOf = async (visit: Visit<MapState>): Promise<readonly unknown[]> => {
  const { items } = visit.state;
  if (items) return await evaluateAs("array", items, "Items", bindingsOf(visit));
  if (Array.isArray(visit.input)) return visit.input;
  throw new QueryError(undefined, `Map state input must be an array but was: ${JSON.stringify(visit.input)}`);
};

const iterate = async (visit: Visit<MapState>, crew: Crew, Index: number, Value: unknown) => {
  const { state, thread } = visit;
  const position = partOf(thread.position, Index);
  if (position?.done) return { output: position.done.output, eventId: thread.lastEventId };
  const mapItem = { Index, Value };
  const details = { index: Index, name: state.name };
  const started =
    position?.lastEventId ??
    addEvent(thread, "MapIterationStarted", ["mapIterationStartedEventDetails", details]);
  let input = Value;
  if (state.itemSelector) {
    const context = { Map: { Item: mapItem } };
    input = await state.itemSelector.evaluate(bindingsOf(visit, undefined, context));
  }
  const branch = crew.thread({ lastEventId: started, mapItem, position });
  const end = (type: string, name: string) => {
    thread.lastEventId = branch.lastEventId;
    return addEvent(thread, type, [name, details], { aside: true });
  };
  try {
    const output = await crew.run(state.processor, input, branch);
    return { output, eventId: end("MapIterationSucceeded", "mapIterationSucceededEventDetails") };
  } catch (error) {
    end("MapIterationFailed", "mapIterationFailedEventDetails");
    throw error;
  }
};

interface Crew {
  readonly ended: boolean;
  thread(start: Partial<Thread>): Thread;
  run(program: Program, input: unknown, start: Partial<Thread>): Promise<unknown>;
  /** All results; at the first failure the others are ended. */
  finish<T>(work: readonly Promise<T>[]): Promise<T[]>;
}

/** The threads of one Parallel or Map state: a scope each, one lifetime for all, their hops joined at the end. */
const createCrew = (visit: Visit, runBranch: RunBranch): Crew => {
  const { thread } = visit;
  const lifetime = thread.lifetime.child();
  const create = (start: Partial<Thread>): Thread => ({
    runtime: thread.runtime,
    execution: thread.execution,
    scope: Object.create(thread.scope),
    lifetime,
    mapItem: thread.mapItem,
    lastEventId: thread.lastEventId,
    causes: [visit.callHop.id],
    ...start,
  });
  return {
    get ended() {
      return lifetime.ended;
    },
    thread: create,
    async run(program, input, start) {
      const branch = "scope" in start ? (start as Thread) : create(start);
      try {
        return await runBranch(branch, program, input);
      } finally {
        visit.followUps.push(...branch.causes);
        thread.lastEventId = Math.max(thread.lastEventId, branch.lastEventId);
      }
    },
    async finish(work) {
      try {
        return await thread.lifetime.race(Promise.all(work));
      } finally {
        lifetime.end();
      }
    },
  };
};
