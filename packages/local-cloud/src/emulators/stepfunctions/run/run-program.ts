import type { ChoiceState, FailState, Program, State, WaitState } from "../asl/program.ts";
import { PathError, QueryError, StateError } from "../errors.ts";
import { HISTORY_LIMIT } from "../history.ts";
import { Ended } from "../lifetime.ts";
import { parseTimestamp } from "../timestamps.ts";
import { attemptMap, attemptParallel } from "./branches.ts";
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
    // A loop without a wait or a call would never let anything else run, not even its own timeout.
    if (++entered % STATES_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    if (thread.lifetime.ended) throw new Ended();
    const outcome: Outcome = await enter(thread, program.states.get(name)!, data);
    data = outcome.output;
    name = outcome.next;
  }
  if (position) position.done = { output: data };
  return data;
};

/** The event by which a state was entered: now, or before the execution was redriven. */
const entry = (thread: Thread, state: State, input: unknown) => {
  const { position, runtime, scope } = thread;
  const before = position?.goesOn ? position.at : undefined;
  if (position && before) {
    position.goesOn = false;
    return { enteredEventId: before.enteredEventId, enteredTime: before.enteredTime, goesOn: true };
  }
  const enteredEventId = addEvent(thread, `${state.type}StateEntered`, [
    "stateEnteredEventDetails",
    { input, name: state.name },
  ]);
  const enteredTime = new Date(runtime.cloud.clock.now()).toISOString();
  if (position) {
    position.goesOn = false;
    position.at = { state: state.name, input, variables: { ...scope }, enteredEventId, enteredTime };
    position.parts = [];
  }
  return { enteredEventId, enteredTime, goesOn: false };
};

const enter = async (thread: Thread, state: State, input: unknown): Promise<Outcome> => {
  const { execution, runtime } = thread;
  if (execution.machine.type === "STANDARD" && execution.history.size >= HISTORY_LIMIT - 1)
    throw new StateError(
      "States.Runtime",
      `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`,
    );
  const hop = runtime.cloud.journal.record({
    service: "states",
    action: "EnterState",
    resource: execution.arn,
    source: state.name,
    causes: thread.causes,
    input,
  });
  const visit: Visit = {
    thread,
    state,
    input,
    hop,
    callHop: hop,
    precedingEventId: thread.lastEventId,
    ...entry(thread, state, input),
    retryCount: 0,
    followUps: [],
  };
  try {
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
  const { state, thread } = visit;
  const { clock } = thread.runtime.cloud;
  const bindings = bindingsOf(visit);
  let ms: number;
  if (state.seconds) ms = (await evaluateInteger(state.seconds, "Seconds", bindings, 0)) * 1000;
  else {
    const timestamp = await evaluateAs("string", state.timestamp!, "Timestamp", bindings);
    const due = parseTimestamp(timestamp);
    if (due === undefined)
      throw new QueryError(
        "Timestamp",
        `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${timestamp}`,
        { found: true },
      );
    ms = due - clock.now();
  }
  if (ms > LONGEST_WAIT_MS) throw new PathError("Wait state delay is too long.");
  if (ms > 0) await thread.lifetime.sleep(clock, ms);
  return await leave(visit, state, visit.input);
};

const failureOf = async (visit: Visit<FailState>): Promise<StateError> => {
  const { error, cause } = visit.state;
  const bindings = bindingsOf(visit);
  return new StateError(
    error ? await evaluateAs("string", error, "Error", bindings) : null,
    cause ? await evaluateAs("string", cause, "Cause", bindings) : null,
  );
};
