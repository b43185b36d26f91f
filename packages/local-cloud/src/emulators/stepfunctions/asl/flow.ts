import type { Problem } from "./compile.ts";

/** What of a state says where it leads to, in both languages. */
export interface Leading {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: true;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string; readonly Assign?: Record<string, unknown> }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly Assign?: Record<string, unknown>;
  }[];
  readonly Assign?: Record<string, unknown>;
  readonly Seconds?: unknown;
  readonly SecondsPath?: unknown;
  readonly Timestamp?: unknown;
  readonly TimestampPath?: unknown;
}

/** Targets that do not exist, states nothing leads to, states that lead nowhere, wildcards in the wrong place. */
export const flowProblems = (
  startAt: string,
  states: ReadonlyMap<string, Leading>,
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
    if (isTerminal(state) || state.End) terminal = true;
    else if (state.Type !== "Choice" && state.Next === undefined)
      problems.push({ location: here, message: "needs either Next or End" });
    if (state.End && state.Next !== undefined)
      problems.push({ location: here, message: "has both Next and End" });
    if (state.Type === "Wait" && waits(state) !== 1)
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

const isTerminal = ({ Type }: Leading): boolean => Type === "Succeed" || Type === "Fail";

const waits = ({ Seconds, SecondsPath, Timestamp, TimestampPath }: Leading): number =>
  [Seconds, SecondsPath, Timestamp, TimestampPath].filter((field) => field !== undefined).length;

const targets = (state: Leading): (readonly [target: string, field: string])[] => [
  ...(state.Next === undefined ? [] : [[state.Next, "Next"] as const]),
  ...(state.Default === undefined ? [] : [[state.Default, "Default"] as const]),
  ...(state.Choices ?? []).map((rule, index) => [rule.Next, `Choices/${index}/Next`] as const),
  ...(state.Catch ?? []).map((catcher, index) => [catcher.Next, `Catch/${index}/Next`] as const),
];

/** `States.ALL` stands alone, in the last retrier or catcher. */
const wildcardProblems = (state: Leading, location: string): Problem[] =>
  (["Retry", "Catch"] as const).flatMap((field) =>
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

/**
 * Names a scope assigns. A name of an outer scope cannot be assigned in a branch or item processor.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export const variableProblems = (
  states: ReadonlyMap<string, Leading>,
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

/** `total.$` of a JSONPath state is the variable `total`. */
const assigned = ({ Assign, Choices = [], Catch = [] }: Leading): string[] =>
  [Assign, ...[...Choices, ...Catch].map((way) => way.Assign)]
    .flatMap((assign) => Object.keys(assign ?? {}))
    .map((name) => name.replace(/\.\$$/, ""));

const nameProblem = (variable: string, outer: ReadonlySet<string>): string | undefined => {
  if (variable === "states") return "$states is reserved";
  if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(variable)) return "not a name of a variable";
  if (outer.has(variable)) return "an outer scope assigns a variable of this name";
  return undefined;
};
