import { randomUUID } from "node:crypto";
import { arnOf } from "../../../core/arn.ts";
import type { Hop } from "../../../core/journal.ts";
import type { Program, State, TaskState } from "../asl/program.ts";
import { StateError } from "../errors.ts";
import { contextOf } from "../execution.ts";
import { createHistory, type History } from "../history.ts";
import type { Bindings } from "../jsonata/expression.ts";
import { createLifetime, Ended } from "../lifetime.ts";
import { runProgram } from "../run/run-program.ts";
import type { Runtime, Watch } from "../run/visit.ts";
import { compiledOf, type Service } from "./service.ts";
import type { TestedState } from "./test-state-inputs.ts";

/** What stands in for a call, for branches or for iterations. */
export type Mock = { readonly result: unknown } | { readonly error: StateError };

export interface StateSurroundings {
  readonly language: string;
  readonly roleArn: string;
  readonly variables: object;
  /** Over what the context object has by itself. */
  readonly context: object;
  readonly causes: readonly number[];
}

export interface StateRun {
  readonly name?: string;
  readonly mock?: Mock | undefined;
  readonly watch?: Omit<Watch, "retries"> & {
    retries(failure: StateError, index: number, delayMs: number): void;
  };
  readonly mapItem?: { Index: number; Value: unknown };
  /** Leaves nothing in the journal. */
  readonly quiet?: true;
}

export interface StateResult {
  /** The error it failed with, or was about to be retried for. */
  readonly failure?: StateError;
  readonly willRetry: boolean;
  readonly variables: Bindings;
  readonly events: ReturnType<History["events"]>;
}

const mocked = (state: State, mock: Mock): State => {
  if (state.type !== "Task" && state.type !== "Map" && state.type !== "Parallel") return state;
  const task: TaskState = {
    ...state,
    type: "Task",
    arguments: state.type === "Map" ? undefined : state.arguments,
    integration: {
      resource: "mock",
      resourceType: "mock",
      pattern: "response",
      async call() {
        if ("error" in mock) throw mock.error;
        return mock.result;
      },
    },
  };
  return task;
};

/** A journal that keeps nothing. */
const quietJournal = (now: () => number): Runtime["cloud"]["journal"] => ({
  record: (draft): Hop => ({ id: 0, traceId: "", causes: [], at: now(), ...draft }),
  finish: () => {},
});

/** Runs single states, as they run within a machine. */
export const createStateRunner = (service: Service, surroundings: StateSurroundings) => {
  const { cloud, tokens } = service;
  const about = {
    arn: arnOf("states", cloud, "stateMachine:TestState"),
    name: "TestState",
    type: "STANDARD" as const,
    roleArn: surroundings.roleArn,
  };

  const compile = (name: string, state: TestedState): Program => {
    const { Next, Default, Choices = [], Catch = [] } = state;
    const ways = [Next, Default, ...[...Choices, ...Catch].map((way) => way.Next)];
    const others = ways.flatMap((way) =>
      way === undefined || way === name ? [] : [[way, { Type: "Succeed" }] as const],
    );
    const definition = {
      QueryLanguage: surroundings.language,
      StartAt: name,
      States: { ...Object.fromEntries(others), [name]: state },
    };
    return compiledOf(service, JSON.stringify(definition), "STANDARD").program;
  };

  return async (
    state: TestedState,
    input: unknown,
    { name = "TestState", mock, watch, mapItem, quiet }: StateRun = {},
  ): Promise<StateResult> => {
    const program = compile(name, state);
    const compiled = program.states.get(name)!;
    const states = new Map(program.states).set(name, mock ? mocked(compiled, mock) : compiled);
    const id = randomUUID();
    const arn = arnOf("states", cloud, `execution:TestState:${id}`);
    const startedAt = cloud.clock.now();
    const history = createHistory(cloud.clock.now, { keep: true });
    const lifetime = createLifetime();
    const variables = Object.assign(Object.create(null), surroundings.variables) as Bindings;
    let retried: StateError | undefined;
    const work = runProgram(
      {
        runtime: { cloud: quiet ? { ...cloud, journal: quietJournal(cloud.clock.now) } : cloud, tokens },
        execution: {
          arn,
          machine: about,
          context: {
            ...contextOf(about, { arn, name: id, input, startedAt }),
            ...surroundings.context,
          } as ReturnType<typeof contextOf>,
          history,
          changed: () => {},
        },
        scope: variables,
        lifetime,
        mapItem,
        watch: watch && {
          ...watch,
          retries(failure, index, delayMs) {
            watch.retries(failure, index, delayMs);
            retried = failure;
            lifetime.end();
          },
        },
        lastEventId: 0,
        causes: surroundings.causes,
      },
      { ...program, states },
      input,
    );
    const failure = await work.then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof StateError) return error;
        if (error instanceof Ended && retried) return retried;
        throw error;
      },
    );
    return {
      failure,
      willRetry: retried !== undefined,
      variables,
      events: history.events({ includeExecutionData: true }),
    };
  };
};

export type StateRunner = ReturnType<typeof createStateRunner>;
