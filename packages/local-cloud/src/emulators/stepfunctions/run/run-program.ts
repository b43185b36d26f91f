import type { ChoiceState, FailState, Program, State, WaitState } from "../asl/program.ts";
import { PathError, QueryError, StateError } from "../errors.ts";
import { HISTORY_LIMIT } from "../history.ts";
import { Ended } from "../lifetime.ts";
import { parseTimestamp } from "../timestamps.ts";
import { attemptMap, attemptParallel } from "./branches.ts";
import { newProgress, type Place } from "./position.ts";
import { withRecovery } from "./recovery.ts";
import { attemptTask } from "./task.ts";
import {
  addEvent,
  bindingsOf,
  evaluateAs,
  evaluateInteger,
  leave,
  type Outcome,
  stateErrorOf,
  type Thread,
  type Visit,
} from "./visit.ts";

const STATES_PER_TURN = 250;

/** Runs states from the first to an end and gives the last one's output. Throws `StateError` or `Ended`. */
export const runProgram = async (thread: Thread, program: Program, input: unknown): Promise<unknown> => {
  const { position } = thread;
  if (position?.done) return position.done.output;
  const from = position?.goesOn ? position.at : undefined;
  let name: string | undefined = from?.state ?? program.startAt;
  let data = from ? from.input : input;
  Object.assign(thread.scope, from?.variables);
  let entered = 0;
  while (name !== undefined) {
    if (thread.lifetime.ended) throw new Ended();
    const visit = enter(thread, program.states.get(name)!, data);
    const outcome: Outcome = await finish(visit, ++entered % STATES_PER_TURN === 0);
    data = outcome.output;
    name = outcome.next;
  }
  if (position) position.done = { output: data };
  return data;
};

/** How a state was entered: now, or before the execution went on. */
const placeOf = (thread: Thread, state: State, input: unknown): Place & { goesOn: boolean } => {
  const { position, runtime, scope } = thread;
  const before = position?.goesOn ? position.at : undefined;
  if (position) position.goesOn = false;
  if (before) return { ...before, goesOn: true };
  const enteredEventId = addEvent(thread, `${state.type}StateEntered`, [
    "stateEnteredEventDetails",
    { input, name: state.name },
  ]);
  const enteredTime = new Date(runtime.cloud.clock.now()).toISOString();
  const progress = newProgress();
  if (position) {
    position.at = {
      state: state.name,
      input,
      variables: { ...scope },
      enteredEventId,
      enteredTime,
      progress,
    };
    position.parts = [];
  }
  return { state: state.name, input, variables: scope, enteredEventId, enteredTime, progress, goesOn: false };
};

const enter = (thread: Thread, state: State, input: unknown): Visit => {
  const { execution, position, runtime } = thread;
  if (execution.machine.type === "STANDARD" && execution.history.size >= HISTORY_LIMIT - 1)
    throw new StateError(
      "States.Runtime",
      `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`,
    );
  const { causes, lastEventId: precedingEventId } = thread;
  const { enteredEventId, enteredTime, goesOn, progress, ...place } = placeOf(thread, state, input);
  const hop =
    place.hop ??
    runtime.cloud.journal.record({
      service: "states",
      action: "EnterState",
      resource: execution.arn,
      source: state.name,
      causes,
      input,
    });
  if (position?.at) position.at.hop = hop;
  return {
    thread,
    state,
    input,
    hop,
    callHop: hop,
    precedingEventId,
    enteredEventId,
    enteredTime,
    goesOn,
    progress,
    followUps: [],
  };
};

/** Runs what was entered until it is left. */
const finish = async (visit: Visit, inAnotherTurn: boolean): Promise<Outcome> => {
  const { hop, thread } = visit;
  const { runtime } = thread;
  try {
    // A loop without a wait or a call would never let anything else run, not even its own timeout.
    if (inAnotherTurn) await thread.lifetime.race(new Promise((resolve) => setImmediate(resolve)));
    return await step(visit);
  } catch (error) {
    thread.causes = [hop.id, ...visit.followUps];
    if (error instanceof Ended) {
      runtime.cloud.journal.finish(hop, {});
      throw error;
    }
    const failure = stateErrorOf(visit, error);
    runtime.cloud.journal.finish(hop, { error: failure });
    throw failure;
  }
};

const is = <Type extends State["type"]>(
  visit: Visit,
  type: Type,
): visit is Visit<Extract<State, { type: Type }>> => visit.state.type === type;

const step = async (visit: Visit): Promise<Outcome> => {
  const { thread } = visit;
  if (is(visit, "Task")) return await withRecovery(visit, () => attemptTask(visit));
  if (is(visit, "Parallel"))
    return await withRecovery(
      visit,
      () => attemptParallel(visit, runProgram),
      () => addEvent(thread, "ParallelStateFailed"),
    );
  if (is(visit, "Map"))
    return await withRecovery(
      visit,
      () => attemptMap(visit, runProgram),
      () => addEvent(thread, "MapStateFailed"),
    );
  if (is(visit, "Choice")) return await choose(visit);
  if (is(visit, "Wait")) return await wait(visit);
  if (is(visit, "Fail")) throw await failureOf(visit);
  return await leave(visit, visit.state as Extract<State, { type: "Pass" | "Succeed" }>, visit.input);
};

const choose = async (visit: Visit<ChoiceState>): Promise<Outcome> => {
  const { state, input } = visit;
  const bindings = bindingsOf(visit);
  for (const [index, rule] of state.rules.entries()) {
    if (await evaluateAs("boolean", rule.condition, `Choices/${index}/Condition`, bindings))
      return await leave(visit, rule, input);
  }
  if (state.next !== undefined) return await leave(visit, state, input);
  throw new StateError(
    "States.NoChoiceMatched",
    `An error occurred while executing the state '${state.name}' (entered at the event id #${visit.enteredEventId}). Failed to transition out of the state. The state does not point to a next state.`,
  );
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
const LONGEST_WAIT_MS = 2_147_483_647_000;

const wait = async (visit: Visit<WaitState>): Promise<Outcome> => {
  const { progress, state, thread } = visit;
  const { clock } = thread.runtime.cloud;
  if (progress.due === undefined) {
    progress.due = await endOfWait(visit);
    thread.execution.changed();
  }
  const ms = progress.due - clock.now();
  if (ms > LONGEST_WAIT_MS) throw new PathError("Wait state delay is too long.");
  if (ms > 0) await thread.lifetime.sleep(clock, ms);
  return await leave(visit, state, visit.input);
};

const endOfWait = async (visit: Visit<WaitState>): Promise<number> => {
  const { state, thread } = visit;
  const bindings = bindingsOf(visit);
  if (state.seconds)
    return (
      thread.runtime.cloud.clock.now() + (await evaluateInteger(state.seconds, "Seconds", bindings, 0)) * 1000
    );
  const timestamp = await evaluateAs("string", state.timestamp!, "Timestamp", bindings);
  const due = parseTimestamp(timestamp);
  if (due !== undefined) return due;
  throw new QueryError(
    "Timestamp",
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${timestamp}`,
    { found: true },
  );
};

const failureOf = async (visit: Visit<FailState>): Promise<StateError> => {
  const { error, cause } = visit.state;
  const bindings = bindingsOf(visit);
  return new StateError(
    error ? await evaluateAs("string", error, "Error", bindings) : null,
    cause ? await evaluateAs("string", cause, "Cause", bindings) : null,
  );
};
