import type { Cloud } from "../../../core/cloud.ts";
import type { Hop } from "../../../core/journal.ts";
import { compileDefinition, type Problem } from "../asl/compile.ts";
import type { Program, State } from "../asl/program.ts";
import { StateError } from "../errors.ts";
import { contextOf, type ExecutionDescription, type ExecutionInfo } from "../execution.ts";
import { createHistory, type History } from "../history.ts";
import { createExpressionCompiler } from "../jsonata/expression.ts";
import { remembering } from "../jsonata/remembering.ts";
import { createLifetime, Ended } from "../lifetime.ts";
import type { Completion, Tokens } from "../tokens.ts";
import { runProgram } from "./run-program.ts";
import { createVirtualClock } from "./virtual-clock.ts";

/** A call that a task makes, as its service would get it. */
export interface DryCall {
  readonly state: string;
  /** The same for all attempts of a state that is entered once. */
  readonly visit: number;
  /** What the state was entered with. */
  readonly stateInput: unknown;
  /** As `Cloud.call` has them: `dynamodb`, `PutItem`, `{TableName, Item}`. */
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Whether the task waits for a token that is somewhere in the input. */
  readonly waits: boolean;
  /** Errors that the state's catchers name. */
  readonly caught: readonly string[];
}

/** What comes of a call; of nothing at all, silence until the task's timeout. */
export interface DryOutcome {
  /** The service's answer, or the error as the state sees it. */
  readonly answer?: { readonly output: unknown } | { readonly error: string; readonly cause: string };
  /** What brings the token back. */
  readonly reply?: { readonly output: unknown } | { readonly error: string; readonly cause: string };
  /** How the execution ended that the task waits for (`.sync`). */
  readonly execution?: Pick<ExecutionDescription, "status" | "output">;
}

/** How a run went. */
export interface DryRunResult {
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT";
  readonly output?: unknown;
  readonly error?: string | null;
  readonly cause?: string | null;
  /** Names of the states it was in, in their order. */
  readonly entered: readonly string[];
  /** Expressions that failed, caught or not. */
  readonly failures: readonly { readonly state: string; readonly message: string }[];
}

export type DryRun = (input: unknown, task: (call: DryCall) => Promise<DryOutcome>) => Promise<DryRunResult>;

export interface DryRunOptions extends Pick<ExecutionInfo["machine"], "arn" | "name" | "type"> {
  /** When each run begins, in milliseconds. */
  readonly now: number;
  /** Whose operations tasks may name. */
  readonly services: Cloud["services"];
  readonly listeners?: Parameters<typeof createExpressionCompiler>[1];
}

interface Running {
  readonly hops: Map<number, Hop>;
  readonly waiting: Map<string, (completion: Completion) => void>;
  readonly task: (call: DryCall) => Promise<DryOutcome>;
  /** Calls whose outcome is being made up. */
  pending: number;
}

/** A loop without an end is given up after so many states. */
const mostStates = 1000;

/**
 * Compiles a definition to be run by itself, as the emulator runs it but for what is around: `task` says what comes of
 * each call, and time passes at once when nothing else can go on.
 */
export const compileDryRun = (
  definition: string,
  { now, listeners, services, ...machine }: DryRunOptions,
): { run: DryRun; problems: [] } | { run?: undefined; problems: Problem[] } => {
  let clock = createVirtualClock(now);
  let lastHop = 0;
  const runs = new Map<number, Running>();
  const executions = new Map<string, DryOutcome["execution"]>();

  const dispatch: Cloud["dispatch"] = async (service, operation, input, caller) => {
    const running = runs.get(caller.causes[0]!)!;
    const visit = entryOf(running.hops, caller.causes[0]!);
    const token = [...running.waiting.keys()].find((each) => JSON.stringify(input).includes(each));
    running.pending++;
    const { answer, reply, execution } = await running
      .task({
        state: visit.source!,
        visit: visit.id,
        stateInput: visit.input,
        service,
        operation,
        input: input as Record<string, unknown>,
        waits: token !== undefined,
        caught: catchesOf(states.get(visit.source!)),
      })
      .finally(() => running.pending--);
    if (token && reply)
      running.waiting.get(token)!(
        "error" in reply ? { failure: reply, causes: [] } : { output: reply.output, causes: [] },
      );
    if (!answer) return new Promise(() => {});
    if ("error" in answer) throw new StateError(answer.error, answer.cause);
    const { executionArn } = (answer.output ?? {}) as { executionArn?: string };
    if (executionArn) executions.set(executionArn, execution);
    return answer.output;
  };

  const { compiled, problems } = compileDefinition(definition, {
    cloud: { dispatch, warn: () => {}, services },
    express: machine.type === "EXPRESS",
    compileExpression: remembering(createExpressionCompiler({ now: () => clock.now() }, listeners), () =>
      clock.now(),
    ),
    children: (executionArn) => ({
      ended: Promise.resolve({
        description: { executionArn, input: "{}", ...executions.get(executionArn) } as ExecutionDescription,
        causes: [],
      }),
      stop: () => {},
    }),
  });
  if (!compiled) return { problems };
  const states = statesOf(compiled.program);

  const run: DryRun = async (input, task) => {
    clock = createVirtualClock(now);
    const running: Running = { hops: new Map(), waiting: new Map(), task, pending: 0 };
    const entered: string[] = [];
    const failures: { state: string; message: string }[] = [];
    const lifetime = createLifetime();
    const record = (
      draft: Omit<Hop, "id" | "traceId" | "causes" | "at"> & { causes?: readonly number[] },
    ) => {
      const hop: Hop = { id: ++lastHop, traceId: "", at: now, causes: [], ...draft };
      running.hops.set(hop.id, hop);
      runs.set(hop.id, running);
      if (hop.action === "EnterState" && entered.push(hop.source!) > mostStates) lifetime.end();
      return hop;
    };
    const tokens: Pick<Tokens, "open"> = {
      open() {
        const { promise, resolve } = Promise.withResolvers<Completion>();
        const token = `AQCoAAAAKgAAAAMAAAAAAAAAA${running.waiting.size}example`;
        running.waiting.set(token, resolve);
        return { token, completed: promise, onHeartbeat: () => {}, close: () => {} };
      },
    };
    const arn = `${machine.arn.replace(":stateMachine:", ":execution:")}:dry-run`;
    const execution: ExecutionInfo = {
      arn,
      changed: () => {},
      machine: { ...machine, roleArn: "" },
      context: contextOf({ ...machine, roleArn: "" }, { arn, name: "dry-run", input, startedAt: now }),
      history: withFailures(
        createHistory(() => clock.now(), { keep: false }),
        failures,
      ),
    };
    if (compiled.timeoutSeconds !== undefined)
      clock.schedule(compiled.timeoutSeconds * 1000, () => lifetime.end());

    const work = runProgram(
      {
        runtime: {
          cloud: {
            clock,
            region: "eu-west-1",
            warn: () => {},
            dispatch,
            authorize: () => {},
            journal: { record, finish: () => {} },
          },
          tokens: tokens as Tokens,
        },
        execution,
        scope: Object.create(null),
        lifetime,
        lastEventId: 0,
        causes: [],
      },
      compiled.program,
      input,
    );
    const result = work.then(
      (output) => ({ status: "SUCCEEDED" as const, output }),
      (error: unknown) => {
        if (error instanceof Ended) return { status: "TIMED_OUT" as const };
        if (!(error instanceof StateError)) throw error;
        return { status: "FAILED" as const, error: error.error, cause: error.details };
      },
    );
    let settled = false;
    const over = result.finally(() => {
      settled = true;
    });
    over.catch(() => {});
    while (!settled) {
      await new Promise((resolve) => setImmediate(resolve));
      // What waits for nothing but a timer waits no longer; what waits for nothing at all never ends.
      if (!settled && running.pending === 0 && !clock.next()) lifetime.end();
    }
    for (const id of running.hops.keys()) runs.delete(id);
    return { ...(await over), entered, failures };
  };
  return { run, problems: [] };
};

/** The hop with which a state was entered, of that or of a retry's. */
const entryOf = (hops: ReadonlyMap<number, Hop>, id: number): Hop => {
  const hop = hops.get(id)!;
  return hop.action === "EnterState" ? hop : entryOf(hops, hop.causes[0]!);
};

const statesOf = ({ states }: Program): Map<string, State> =>
  new Map(
    [...states].flatMap(([name, state]): [string, State][] => {
      const inner =
        state.type === "Parallel" ? state.branches : state.type === "Map" ? [state.processor] : [];
      return [[name, state], ...inner.flatMap((program) => [...statesOf(program)])];
    }),
  );

const catchesOf = (state: State | undefined): string[] =>
  state && "catch" in state ? state.catch.flatMap(({ errorEquals }) => errorEquals) : [];

const withFailures = (history: History, failures: { state: string; message: string }[]): History => ({
  ...history,
  add(type, previousEventId, details) {
    const { state, cause, location } = (details?.[1] ?? {}) as Record<string, string | undefined>;
    if (type === "EvaluationFailed") failures.push({ state: state ?? "", message: cause ?? location ?? "" });
    return history.add(type, previousEventId, details);
  },
});
