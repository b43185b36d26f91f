import type { Shape } from "../shape.ts";

/** Something wrong with an expression, said without the expression's place. */
export interface Problem {
  readonly code: string;
  readonly problem: string;
  readonly rule: string;
  readonly remedy: string;
}

/** Who wants to know what an expression does. */
export interface Observer {
  report(problem: Problem): void;
  /** A field of an event is read: `data.customer.email`. */
  read(event: string, path: string): void;
  /** A comparison came out so; undefined where it depends. */
  compared(source: unknown, described: string, truth: boolean | undefined): void;
}

export const nobody: Observer = { report: () => {}, read: () => {}, compared: () => {} };

/** Variables by name without `$`; inner ones hide outer ones. */
export interface Scope {
  readonly variables: Map<string, Shape>;
  readonly outer?: Scope;
}

export const scopeOf = (variables: Iterable<readonly [string, Shape]>, outer?: Scope): Scope => ({
  variables: new Map(variables),
  ...(outer && { outer }),
});

export const lookUp = (scope: Scope | undefined, name: string): Shape | undefined =>
  scope && (scope.variables.get(name) ?? lookUp(scope.outer, name));

export const namesIn = (scope: Scope | undefined): string[] =>
  scope ? [...scope.variables.keys(), ...namesIn(scope.outer)] : [];
