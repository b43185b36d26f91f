import { infer } from "../jsonata/infer.ts";
import { assume } from "../jsonata/narrow.ts";
import { lookUp, nobody, type Observer, type Scope, scopeOf } from "../jsonata/scope.ts";
import { expressionIn, parseJsonata } from "../jsonata/syntax.ts";
import {
  any,
  elementOf,
  keyOf,
  list,
  literal,
  mapElements,
  nothing,
  number,
  object,
  type Shape,
  text,
  truthOf,
  union,
  without,
} from "../shape.ts";
import { type Exit, operationOf, type Program, programOf, type State } from "./definition.ts";

/** What a machine meets outside of itself. */
export interface Surroundings {
  /** Whoever wants to know what the expressions of a state do. */
  observe(state: string): Observer;
  /** What a task answers to arguments of a shape. */
  result(operation: string, waits: boolean, given: Shape): Shape;
  /** What the error of a task carries as its cause. */
  cause(operation: string, waits: boolean, error: string): Shape;
}

interface Arrival {
  readonly input: Shape;
  readonly variables: Readonly<Record<string, Shape>>;
}

/** What comes out of the end of a machine, branch or item processor. */
export const inferProgram = (
  program: Program,
  start: Arrival,
  surroundings: Surroundings,
  item?: Shape,
): Shape => {
  const arrivals = new Map<string, Arrival>();
  const waiting: string[] = [];
  const outputs: Shape[] = [];
  const arrive = (name: string | undefined, arrival: Arrival) => {
    if (name === undefined) {
      outputs.push(arrival.input);
      return;
    }
    const before = arrivals.get(name);
    const joined = before ? join(before, arrival) : arrival;
    if (before && keyOfArrival(before) === keyOfArrival(joined)) return;
    arrivals.set(name, joined);
    if (!waiting.includes(name)) waiting.push(name);
  };

  // First what can arrive where, then what that does: a shape that is not complete yet would look like a mistake.
  const quiet = { ...surroundings, observe: () => nobody };
  arrive(program.StartAt, start);
  for (
    let name = waiting.shift(), turns = 0;
    name !== undefined && turns < 500;
    name = waiting.shift(), turns++
  ) {
    const state = program.States[name];
    if (state) visit(name, state, arrivals.get(name)!, quiet, item, arrive);
  }
  for (const [name, arrival] of arrivals) {
    const state = program.States[name];
    if (state) visit(name, state, arrival, surroundings, item, () => {});
  }
  return union(outputs);
};

const keyOfArrival = ({ input, variables }: Arrival) =>
  `${keyOf(input)} ${Object.entries(variables).map(([name, shape]) => `${name}=${keyOf(shape)}`)}`;

const join = (left: Arrival, right: Arrival): Arrival => {
  const names = new Set([...Object.keys(left.variables), ...Object.keys(right.variables)]);
  const variables = [...names].map((name) => {
    const shapes = [left.variables[name], right.variables[name]];
    return [name, union(shapes.filter((shape) => shape !== undefined))] as const;
  });
  return { input: union([left.input, right.input]), variables: Object.fromEntries(variables) };
};

const visit = (
  name: string,
  state: State,
  { input, variables }: Arrival,
  surroundings: Surroundings,
  item: Shape | undefined,
  arrive: (next: string | undefined, arrival: Arrival) => void,
): void => {
  const observer = surroundings.observe(name);
  const context = (more: Readonly<Record<string, Shape>> = {}) =>
    object("$states.context", {
      Execution: any,
      State: object("$states.context.State", { EnteredTime: text, Name: text, RetryCount: number }),
      StateMachine: any,
      ...(item && { Map: object("$states.context.Map", { Item: item }) }),
      ...more,
    });
  const scopeWith = (
    states: Readonly<Record<string, Shape>>,
    more?: Readonly<Record<string, Shape>>,
  ): Scope =>
    scopeOf([
      ...Object.entries(variables),
      ["states", object("$states", { input, context: context(more), ...states })] as const,
    ]);
  const evaluate = (value: unknown, scope: Scope) => template(value, scope, observer);

  const leave = (exit: Exit, scope: Scope, result: Shape) => {
    const output = exit.Output === undefined ? result : evaluate(exit.Output, scope);
    const assigned = Object.entries(exit.Assign ?? {}).map(
      ([variable, value]) => [variable, evaluate(value, scope)] as const,
    );
    arrive(exit.Next, { input: output, variables: { ...variables, ...Object.fromEntries(assigned) } });
  };
  const recover = (causeOf: (error: string) => Shape) => {
    for (const catcher of state.Catch) {
      const error = catcher.ErrorEquals.length === 1 && !catcher.ErrorEquals[0]!.startsWith("States.");
      const errorOutput = object("$states.errorOutput", {
        Error: error ? literal(catcher.ErrorEquals[0]!) : text,
        Cause: union(catcher.ErrorEquals.map(causeOf)),
      });
      leave(catcher, scopeWith({ errorOutput }), errorOutput);
    }
  };
  const finish = (result: Shape) => leave(state, scopeWith({ result }), result);

  switch (state.Type) {
    case "Task": {
      const { operation, waits } = operationOf(state.Resource ?? "");
      const task = object("$states.context.Task", { Token: text });
      const token: Record<string, Shape> = waits ? { Task: task } : {};
      const given = state.Arguments === undefined ? input : evaluate(state.Arguments, scopeWith({}, token));
      finish(surroundings.result(operation, waits, given));
      recover((error) => surroundings.cause(operation, waits, error));
      return;
    }
    case "Choice":
      choose(state, scopeWith({}), evaluate, (exit, scope, narrowed) =>
        leave(exit, scope, narrowed ?? input),
      );
      return;
    case "Parallel": {
      const given = state.Arguments === undefined ? input : evaluate(state.Arguments, scopeWith({}));
      const results = state.Branches.map((branch) =>
        inferProgram(programOf(branch), { input: given, variables }, surroundings, item),
      );
      finish(list(union(results)));
      recover(() => text);
      return;
    }
    case "Map": {
      const items = state.Items === undefined ? input : evaluate(state.Items, scopeWith({}));
      const each = object("$states.context.Map.Item", { Index: number, Value: elementOf(items) });
      const selector = scopeWith({}, { Map: object("$states.context.Map", { Item: each }) });
      const given =
        state.ItemSelector === undefined ? elementOf(items) : evaluate(state.ItemSelector, selector);
      const processor = state.ItemProcessor && programOf(state.ItemProcessor);
      const result = processor
        ? inferProgram(processor, { input: given, variables }, surroundings, each)
        : any;
      finish(list(result));
      recover(() => text);
      return;
    }
    case "Fail":
      for (const value of [state.Error, state.Cause]) evaluate(value, scopeWith({}));
      return;
    default:
      for (const value of [state.Seconds, state.Timestamp]) evaluate(value, scopeWith({}));
      leave(state, scopeWith({}), input);
  }
};

/** Goes on where a rule can be true, with what it being true says of the input. */
const choose = (
  state: State,
  start: Scope,
  evaluate: (value: unknown, scope: Scope) => Shape,
  go: (exit: Exit, scope: Scope, input: Shape | undefined) => void,
): void => {
  let scope = start;
  const inputIn = (narrowed: Scope): Shape | undefined => {
    const states = lookUp(narrowed, "states");
    return states?.kind === "object" ? states.fields.input?.shape : undefined;
  };
  for (const rule of state.Choices) {
    const truth = truthOf(evaluate(rule.Condition, scope));
    const source = typeof rule.Condition === "string" ? expressionIn(rule.Condition) : undefined;
    const holds = source === undefined ? scope : assume(parse(source) ?? none, true, scope);
    if (truth !== false) go(rule, holds, inputIn(holds));
    if (truth === true) return;
    if (source !== undefined) scope = assume(parse(source) ?? none, false, scope);
  }
  if (state.Default !== undefined)
    go({ Output: state.Output, Assign: state.Assign, Next: state.Default }, scope, inputIn(scope));
};

const none = { type: "value", value: null };

// What is no JSONata at all is reported where definitions are compiled.
const parse = (source: string) => {
  try {
    return parseJsonata(source);
  } catch {
    return undefined;
  }
};

/** What any JSON with expressions in it becomes. */
export const template = (value: unknown, scope: Scope, observer: Observer): Shape => {
  if (typeof value === "string") {
    const source = expressionIn(value);
    if (source === undefined) return literal(value);
    const tree = parse(source);
    return tree ? (without(infer(tree, scopeOf([], scope), observer), "nothing") ?? nothing) : any;
  }
  if (value === null || typeof value === "number" || typeof value === "boolean") return literal(value);
  if (Array.isArray(value)) return list(union(value.map((item) => template(item, scope, observer))));
  if (typeof value !== "object") return nothing;
  const shapes = Object.entries(value).map(([key, item]) => [key, template(item, scope, observer)] as const);
  return object("what the state makes", Object.fromEntries(shapes));
};

/** The JSON in a text, where it is known. */
export const jsonOf = (shape: Shape): Shape =>
  mapElements(shape, (each) => (each.kind === "text" && each.json ? each.json : any));
