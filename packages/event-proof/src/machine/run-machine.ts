import {
  type Bindings,
  createExpressionCompiler,
} from "@sourdough/local-cloud/src/emulators/stepfunctions/jsonata/expression.ts";
import {
  compileTemplate,
  type Template,
} from "@sourdough/local-cloud/src/emulators/stepfunctions/jsonata/template.ts";
import { type Exit, operationOf, type Program, programOf, type State } from "./definition.ts";

export type Outcome = { readonly result: unknown } | { readonly error: { Error: string; Cause: string } };

/** What a run meets outside of the machine. */
export interface World {
  /** Everything a task can come to, tried one after the other. */
  outcomes(call: TaskCall): Promise<readonly Outcome[]>;
  /** An expression failed. */
  failed(state: string, message: string): void;
}

export interface TaskCall {
  readonly state: string;
  readonly operation: string;
  readonly waits: boolean;
  readonly arguments: unknown;
  readonly caught: readonly string[];
}

const now = Date.parse("2026-11-23T07:30:00.000Z");
const clock = { now: () => now } as Parameters<typeof createExpressionCompiler>[0];
const compileExpression = createExpressionCompiler(clock);
const templates = new Map<unknown, Template>();

/** Expressions are compiled as the local cloud does; what is no JSONata is reported where definitions are compiled. */
const templateOf = (value: unknown, field: string): Template => {
  let template = templates.get(value);
  if (!template) {
    template = compileTemplate(value, field, compileExpression, () => {});
    templates.set(value, template);
  }
  return template;
};

/** The same state is not entered more often than this by one message: what loops, loops the same way. */
const mostVisits = 10;

interface Visit {
  readonly name: string;
  readonly input: unknown;
  readonly variables: Bindings;
}

/** Runs a program on a value for real, down every branch that the outcomes of its tasks open; gives its outputs. */
export const runProgram = async (
  program: Program,
  start: { input: unknown; variables: Bindings },
  world: World,
  item?: object,
): Promise<unknown[]> => {
  const outputs = new Map<string, unknown>();
  const visits = new Map<string, Set<string>>();
  const waiting: Visit[] = [{ name: program.StartAt, ...start }];
  for (let visit = waiting.pop(); visit; visit = waiting.pop()) {
    const key = JSON.stringify([visit.input, visit.variables]);
    const before = visits.get(visit.name) ?? new Set();
    const state = program.States[visit.name];
    if (!state || before.has(key) || before.size >= mostVisits) continue;
    visits.set(visit.name, before.add(key));
    for (const { next, input, variables } of await enter(visit, state, world, item)) {
      if (next === undefined) outputs.set(JSON.stringify(input) ?? "", input);
      else waiting.push({ name: next, input, variables });
    }
  }
  return [...outputs.values()];
};

interface Left {
  readonly next: string | undefined;
  readonly input: unknown;
  readonly variables: Bindings;
}

class ExpressionFailed extends Error {
  override readonly name = "ExpressionFailed";
}

const enter = async (visit: Visit, state: State, world: World, item?: object): Promise<Left[]> => {
  const { name, input, variables } = visit;
  const left: Left[] = [];
  const context = (more: object = {}) => ({
    Execution: { Id: "arn:aws:states:eu-west-1:000000000000:execution:proof:1", Input: input, Name: "1" },
    State: { EnteredTime: "2026-11-23T07:30:00.000Z", Name: name, RetryCount: 0 },
    ...(item && { Map: { Item: item } }),
    ...more,
  });
  const bindings = (states: object = {}, more?: object): Bindings => ({
    ...variables,
    states: { input, context: context(more), ...states },
  });
  const evaluate = async (value: unknown, field: string, given: Bindings): Promise<unknown> => {
    try {
      return await templateOf(value, field).evaluate(given);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      world.failed(name, `${field}: ${message}`);
      throw new ExpressionFailed(message);
    }
  };
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ExpressionFailed)) throw error;
    }
  };
  const leave = (exit: Exit, given: Bindings, result: unknown, field = "") =>
    attempt(async () => {
      const output =
        exit.Output === undefined ? result : await evaluate(exit.Output, `${field}Output`, given);
      const assigned = exit.Assign ? await evaluate(exit.Assign, `${field}Assign`, given) : {};
      left.push({ next: exit.Next, input: output, variables: { ...variables, ...(assigned as object) } });
    });
  const finish = async (outcomes: readonly Outcome[]) => {
    for (const outcome of outcomes) {
      if ("result" in outcome) {
        await leave(state, bindings({ result: outcome.result }), outcome.result);
        continue;
      }
      const { error } = outcome;
      const catcher = state.Catch.find(({ ErrorEquals }) =>
        ErrorEquals.some((each) => each === error.Error || each === "States.ALL"),
      );
      if (catcher) await leave(catcher, bindings({ errorOutput: error }), error, "Catch/");
    }
  };

  switch (state.Type) {
    case "Task":
      await attempt(async () => {
        const { operation, waits } = operationOf(state.Resource ?? "");
        const token = waits ? { Task: { Token: "AQB8AAAAKgAAAAMAAAAAAAAAAb2example" } } : {};
        const retries = JSON.stringify(state.Arguments ?? null).includes("RetryCount") ? [1, 0] : [0];
        const caught = state.Catch.flatMap(({ ErrorEquals }) => ErrorEquals);
        let outcomes: readonly Outcome[] = [];
        for (const RetryCount of retries) {
          const State = { ...context().State, RetryCount };
          const given =
            state.Arguments === undefined
              ? input
              : await evaluate(state.Arguments, "Arguments", bindings({}, { ...token, State }));
          outcomes = await world.outcomes({ state: name, operation, waits, arguments: given, caught });
        }
        await finish(outcomes);
      });
      break;
    case "Choice":
      await attempt(async () => {
        for (const [index, rule] of state.Choices.entries()) {
          const condition = await evaluate(rule.Condition, `Choices/${index}/Condition`, bindings());
          if (condition === true) return leave(rule, bindings(), input, `Choices/${index}/`);
        }
        if (state.Default !== undefined) await leave({ ...state, Next: state.Default }, bindings(), input);
      });
      break;
    case "Parallel":
      await attempt(async () => {
        const given =
          state.Arguments === undefined ? input : await evaluate(state.Arguments, "Arguments", bindings());
        const results: unknown[][] = [];
        for (const branch of state.Branches)
          results.push(await runProgram(programOf(branch), { input: given, variables }, world, item));
        await finish(combinations(results).map((result) => ({ result })));
      });
      break;
    case "Map":
      await attempt(async () => {
        const items = state.Items === undefined ? input : await evaluate(state.Items, "Items", bindings());
        const results: unknown[][] = [];
        for (const [Index, Value] of (Array.isArray(items) ? items : [items]).entries()) {
          const one = { Index, Value };
          const given =
            state.ItemSelector === undefined
              ? Value
              : await evaluate(state.ItemSelector, "ItemSelector", bindings({}, { Map: { Item: one } }));
          if (state.ItemProcessor)
            results.push(
              await runProgram(programOf(state.ItemProcessor), { input: given, variables }, world, one),
            );
        }
        await finish(combinations(results).map((result) => ({ result })));
      });
      break;
    case "Fail":
      break;
    default:
      await leave(state, bindings(), input);
  }
  return left;
};

/** One result per part: the first of each, and each other one with the first of the rest. */
const combinations = (parts: readonly (readonly unknown[])[]): unknown[][] => {
  if (parts.some((part) => part.length === 0)) return [];
  const first = parts.map(([result]) => result);
  const others = parts.flatMap((part, index) => part.slice(1).map((result) => first.with(index, result)));
  return [first, ...others];
};
