import { compileDryRun, type DryRun, services } from "sourdough-local/models";
import type { System } from "../system.ts";
import { createObserver, type Observer } from "./observe.ts";

/** A state machine that can be run by itself. */
export interface Machine {
  readonly name: string;
  readonly arn: string;
  readonly run: DryRun;
  readonly observer: Observer;
  /** Names of all states, inner ones too. */
  readonly states: readonly string[];
  /** States with the expression in them. */
  statesWith(source: string): string[];
  /** What the expressions of a state read of its task's result, with a value made up for each field. */
  expects(state: string): Readonly<Record<string, unknown>>;
  /** Texts that its expressions compare with. */
  readonly constants: readonly string[];
  /** What other machines started it with, by its JSON. */
  readonly starts: Map<string, unknown>;
  /** What it answered them, as JSON. */
  readonly outputs: Set<string>;
}

const now = Date.parse("2026-11-23T07:30:00.000Z");

/** Compiles a definition, or says what is wrong with it. */
export const compileMachine = ({
  arn,
  definition,
  type,
  resource: { name },
}: System["machines"][number]): Machine | { readonly problems: readonly string[] } => {
  const observer = createObserver();
  const { run, problems } = compileDryRun(definition, {
    arn,
    name,
    type,
    now,
    services,
    listeners: observer.listeners,
  });
  if (!run) return { problems: problems.map(({ location, message }) => `${location}: ${message}`) };
  const states = statesIn(JSON.parse(definition));
  return {
    name,
    arn,
    run,
    observer,
    states: [...states.keys()],
    statesWith: (source) =>
      [...states].flatMap(([state, text]) =>
        text.includes(JSON.stringify(source).slice(1, -1)) ? [state] : [],
      ),
    expects: (state) => resultIn(states.get(state) ?? ""),
    constants: observer.constants,
    starts: new Map(),
    outputs: new Set(),
  };
};

/** The JSON of each state, without the states inside it. */
const statesIn = (value: unknown): Map<string, string> => {
  const found = new Map<string, string>();
  const visit = (inner: unknown): void => {
    if (typeof inner !== "object" || inner === null) return;
    const { States } = inner as { States?: Record<string, object> };
    for (const [name, state] of Object.entries(States ?? {})) {
      const { Branches: _, ItemProcessor: __, ...own } = state as Record<string, unknown>;
      found.set(name, JSON.stringify(own));
    }
    for (const each of Object.values(inner)) visit(each);
  };
  visit(value);
  return found;
};

const made: Readonly<Record<string, unknown>> = { S: "text", N: "1", BOOL: true, L: [], M: {} };

const resultIn = (state: string): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  for (const [, path] of state.matchAll(/\$states\.result((?:\.[A-Za-z_]\w*)+)/g)) {
    const names = path!.slice(1).split(".");
    const last = names.pop()!;
    const owner = names.reduce<Record<string, unknown>>((inner, name) => {
      if (typeof inner[name] !== "object") inner[name] = {};
      return inner[name] as Record<string, unknown>;
    }, result);
    const isAttribute = names[0] === "Item" && names.length === 1;
    owner[last] ??= isAttribute ? { S: "text", N: "1" } : (made[last] ?? "text");
  }
  return result;
};
