import type { Cloud } from "../../../core/cloud.ts";
import type { Hop } from "../../../core/journal.ts";
import type { Exit, State } from "../asl/program.ts";
import { dataLimitExceeded, exceedsPayloadLimit, PathError, QueryError, StateError } from "../errors.ts";
import type { ExecutionInfo } from "../execution.ts";
import type { Bindings } from "../jsonata/expression.ts";
import type { Template } from "../jsonata/template.ts";
import { Ended, type Lifetime } from "../lifetime.ts";
import type { Children } from "../map/children.ts";
import type { MapRuns } from "../map/map-run.ts";
import type { Tokens } from "../tokens.ts";
import type { Position, Progress } from "./position.ts";

/** What running states need of the rest. */
export interface Runtime {
  readonly cloud: Pick<Cloud, "warn" | "region" | "authorize" | "dispatch"> & {
    readonly clock: Pick<Cloud["clock"], "now" | "schedule">;
    readonly journal: Pick<Cloud["journal"], "record" | "finish">;
  };
  readonly tokens: Tokens;
  /** What distributed Maps need; absent in a dry run. */
  readonly mapRuns?: MapRuns;
  readonly children?: Children;
}

/** Is told what becomes of a state that somebody tests by itself. */
export interface Watch {
  /** Times that its retriers have retried before. */
  readonly spentRetries: number;
  succeeds(result: unknown): Promise<void>;
  retries(failure: StateError, index: number, delayMs: number): void;
  catches(index: number): void;
}

/** One line of states: the execution itself, a branch, an iteration. */
export interface Thread {
  readonly runtime: Runtime;
  readonly execution: ExecutionInfo;
  /** Variables; those of outer scopes are inherited. */
  readonly scope: Bindings;
  readonly lifetime: Lifetime;
  /** `$states.context.Map.Item` */
  readonly mapItem?: { Index: number; Value: unknown };
  readonly watch?: Watch | undefined;
  /** Kept where the execution may go on from it. */
  readonly position?: Position;
  /** Event the next one follows from. */
  lastEventId: number;
  /** Hops the next state follows from. */
  causes: readonly number[];
}

/** One state entered, retries included. */
export interface Visit<S extends State = State> {
  readonly thread: Thread;
  readonly state: S;
  readonly input: unknown;
  readonly enteredEventId: number;
  /** Event the state was entered from. */
  readonly precedingEventId: number;
  readonly enteredTime: string;
  readonly hop: Hop;
  /** Hop that calls follow from: the state's, or that of its latest retry. */
  callHop: Hop;
  /** It goes on: branches and iterations that came to their end are not run again. */
  goesOn: boolean;
  readonly progress: Progress;
  /** Hops the next state follows from beside this one's. */
  followUps: number[];
}

/** How a state was left; without `next` the program is over. */
export interface Outcome {
  readonly output: unknown;
  readonly next?: string;
}

/** Adds an event that the next one follows from, unless `aside`. */
export const addEvent = (
  thread: Thread,
  type: string,
  details?: readonly [string, Record<string, unknown>],
  { aside = false } = {},
): number => {
  const { execution, position } = thread;
  const id = execution.history.add(type, thread.lastEventId, details);
  if (!aside) {
    thread.lastEventId = id;
    if (position) position.lastEventId = id;
  }
  execution.changed();
  return id;
};

/** What expressions of the state see. `states` are further members of `$states`, `context` of its context object. */
export const bindingsOf = (visit: Visit, states?: object, context?: object): Bindings => {
  const { thread, state, input } = visit;
  const bindings: Bindings = Object.create(thread.scope);
  bindings.states = {
    input,
    context: {
      ...thread.execution.context,
      State: { EnteredTime: visit.enteredTime, Name: state.name, RetryCount: visit.progress.retryCount },
      ...(thread.mapItem && { Map: { Item: thread.mapItem } }),
      ...context,
    },
    ...states,
  };
  return bindings;
};

/** Evaluates Output and Assign on the way out; `result` is the output of a state without Output. */
export const leave = async (visit: Visit, exit: Exit, result: unknown, states?: object): Promise<Outcome> => {
  const { thread, state, hop } = visit;
  const bindings = exit.output || exit.assign ? bindingsOf(visit, states) : undefined;
  const output = exit.output ? await exit.output.evaluate(bindings!) : result;
  if (exit.output && exceedsPayloadLimit(output)) throw dataLimitExceeded(state.name);
  // Assign sees the variables as they were, as Output does.
  const assigned = exit.assign && ((await exit.assign.evaluate(bindings!)) as Record<string, unknown>);
  if (assigned) {
    if (exceedsPayloadLimit(assigned)) throw dataLimitExceeded(state.name);
    Object.assign(thread.scope, assigned);
  }
  if (thread.lifetime.ended) throw new Ended();
  addEvent(thread, `${state.type}StateExited`, [
    "stateExitedEventDetails",
    { name: state.name, output, assignedVariables: assigned },
  ]);
  thread.runtime.cloud.journal.finish(hop, { output });
  thread.causes = visit.followUps.length > 0 ? [hop.id, ...visit.followUps] : [hop.id];
  return { output, next: exit.next };
};

/** The error as `Retry` and `Catch` see it. Throws on what is no error of the state: the end of its time. */
export const stateErrorOf = (visit: Visit, error: unknown): StateError => {
  if (error instanceof StateError) return error;
  if (error instanceof Ended) throw error;
  const { state } = visit;
  const prefix = `An error occurred while executing the state '${state.name}' (entered at the event id #${visit.enteredEventId}).`;
  if (error instanceof QueryError) {
    const failure = new StateError("States.QueryEvaluationError", `${prefix} ${error.message}`, {
      cause: error,
    });
    recordEvaluationFailed(visit, failure, error);
    return failure;
  }
  const message = error instanceof Error ? error.message : String(error);
  const name = error instanceof PathError ? error.error : "States.Runtime";
  return new StateError(name, `${prefix} ${message}`, { cause: error });
};

/** Follows from what the state was entered from, as its entry does, unless something came in between. */
const recordEvaluationFailed = (visit: Visit, failure: StateError, { location, found }: QueryError): void => {
  const { thread, state, enteredEventId, precedingEventId } = visit;
  if (!found && thread.lastEventId === enteredEventId) thread.lastEventId = precedingEventId;
  addEvent(thread, "EvaluationFailed", [
    "evaluationFailedEventDetails",
    { cause: failure.details, error: failure.error, location, state: state.name },
  ]);
};

const typeOf = (value: unknown): string => {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
};

interface FieldTypes {
  array: unknown[];
  boolean: boolean;
  number: number;
  string: string;
}

/** Evaluates a field that takes one type only. */
export const evaluateAs = async <Type extends keyof FieldTypes>(
  type: Type,
  template: Template,
  field: string,
  bindings: Bindings,
): Promise<FieldTypes[Type]> => {
  const value = await template.evaluate(bindings);
  if (typeOf(value) === type) return value as FieldTypes[Type];
  throw new QueryError(
    field,
    `The JSONata expression '${template.source ?? JSON.stringify(value)}' specified for the field '${field}' returned an unexpected result type. Expected '${type}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`,
  );
};

/** A number field; Step Functions rounds what JSONata gives down to an integer. */
export const evaluateInteger = async (
  template: Template,
  field: string,
  bindings: Bindings,
  minimum: number,
): Promise<number> => {
  const value = Math.floor(await evaluateAs("number", template, field, bindings));
  if (value >= minimum) return value;
  throw new QueryError(field, `The value ${value} of the field '${field}' must be at least ${minimum}.`);
};
