import type { Problem } from "./compile.ts";
import type { StateDefinition } from "./definition.ts";

/** Targets that do not exist, states nothing leads to, states that lead nowhere, wildcards in the wrong place. */
export const flowProblems = (
  startAt: string,
  states: ReadonlyMap<string, StateDefinition>,
  location: string,
): Problem[] => {
  const problems: Problem[] = [];
  const reached = new Set<string>();
  const follow = (target: string, from: string) => {
    if (!states.has(target)) problems.push({ location: from, message: `no state "${target}" beside it` });
    else reached.add(target);
  };

  follow(startAt, `${location}/StartAt`);
  let terminal = false;
  for (const [name, state] of states) {
    const here = `${location}/States/${name}`;
    for (const [target, field] of targets(state)) follow(target, `${here}/${field}`);
    if (isTerminal(state) || ("End" in state && state.End)) terminal = true;
    else if (state.Type !== "Choice" && state.Next === undefined)
      problems.push({ location: here, message: "needs either Next or End" });
    if ("End" in state && state.End && state.Next !== undefined)
      problems.push({ location: here, message: "has both Next and End" });
    if (state.Type === "Wait" && (state.Seconds === undefined) === (state.Timestamp === undefined))
      problems.push({ location: here, message: "needs either Seconds or Timestamp" });
    problems.push(...wildcardProblems(state, here));
  }
  for (const name of states.keys()) {
    if (!reached.has(name))
      problems.push({ location: `${location}/States/${name}`, message: "no state leads to it" });
  }
  if (!terminal) problems.push({ location: `${location}/States`, message: "no state ends it" });
  return problems;
};

const isTerminal = (
  state: StateDefinition,
): state is Extract<StateDefinition, { Type: "Succeed" | "Fail" }> =>
  state.Type === "Succeed" || state.Type === "Fail";

const targets = (state: StateDefinition): (readonly [target: string, field: string])[] => {
  const rules = "Choices" in state ? state.Choices : [];
  const catchers = "Catch" in state ? (state.Catch ?? []) : [];
  return [
    ...("Next" in state && state.Next !== undefined ? [[state.Next, "Next"] as const] : []),
    ...("Default" in state && state.Default !== undefined ? [[state.Default, "Default"] as const] : []),
    ...rules.map((rule, index) => [rule.Next, `Choices/${index}/Next`] as const),
    ...catchers.map((catcher, index) => [catcher.Next, `Catch/${index}/Next`] as const),
  ];
};

/** `States.ALL` stands alone, in the last retrier or catcher. */
const wildcardProblems = (state: StateDefinition, location: string): Problem[] => {
  if (!("Retry" in state || "Catch" in state)) return [];
  return (["Retry", "Catch"] as const).flatMap((field) =>
    (state[field] ?? []).flatMap(({ ErrorEquals }, index, all) =>
      ErrorEquals.includes("States.ALL") && (ErrorEquals.length > 1 || index < all.length - 1)
        ? [
            {
              location: `${location}/${field}/${index}`,
              message: "States.ALL must stand alone and come last",
            },
          ]
        : [],
    ),
  );
};

/**
 * Names a scope assigns. A name of an outer scope cannot be assigned in a branch or item processor.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export const variableProblems = (
  states: ReadonlyMap<string, StateDefinition>,
  outer: ReadonlySet<string>,
  location: string,
): { variables: ReadonlySet<string>; problems: Problem[] } => {
  const variables = new Set(outer);
  const problems: Problem[] = [];
  for (const [name, state] of states) {
    for (const variable of assigned(state)) {
      const message = nameProblem(variable, outer);
      if (message) problems.push({ location: `${location}/States/${name}/Assign/${variable}`, message });
      variables.add(variable);
    }
  }
  return { variables, problems };
};

const assigned = (state: StateDefinition): string[] => {
  const all: (Record<string, unknown> | undefined)[] = [];
  if ("Assign" in state) all.push(state.Assign);
  if ("Choices" in state) all.push(...state.Choices.map((rule) => rule.Assign));
  if ("Catch" in state) all.push(...(state.Catch ?? []).map((catcher) => catcher.Assign));
  return all.flatMap((assign) => Object.keys(assign ?? {}));
};

const nameProblem = (variable: string, outer: ReadonlySet<string>): string | undefined => {
  if (variable === "states") return "$states is reserved";
  if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(variable)) return "not a name of a variable";
  if (outer.has(variable)) return "an outer scope assigns a variable of this name";
  return undefined;
};
