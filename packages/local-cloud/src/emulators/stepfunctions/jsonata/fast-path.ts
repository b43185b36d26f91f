import type jsonata from "jsonata";
import type { Bindings } from "./expression.ts";

/** The shortcut does not know; JSONata itself must answer. */
export const unanswered = Symbol("unanswered");

/**
 * A plain walk for expressions that are nothing but `$variable.name.name...`, four to ten times as fast as JSONata.
 * It gives JSONata's very answer as long as no array lies before the last step, and `unanswered` otherwise.
 */
export const fastPath = (ast: jsonata.ExprNode): ((bindings: Bindings) => unknown) | undefined => {
  const { steps = [ast] } = ast;
  if (hasExtras(ast)) return undefined;
  const [first, ...rest] = steps;
  if (first!.type !== "variable" || !first!.value || hasExtras(first!)) return undefined;
  if (rest.some((step) => step.type !== "name" || hasExtras(step) || step.value in {})) return undefined;
  const variable = String(first!.value);
  const names = rest.map((step) => String(step.value));

  return (bindings) => {
    let value = bindings[variable];
    // A name that is no variable may be one of JSONata's functions.
    if (value === undefined) return unanswered;
    for (const name of names) {
      if (Array.isArray(value)) return unanswered;
      if (value === null || typeof value !== "object") return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
};

const known = new Set(["type", "value", "position", "steps"]);

/** Predicates, groupings, `[]`, context and position bindings and whatever else changes what a step means. */
const hasExtras = (node: object): boolean => Object.keys(node).some((key) => !known.has(key));
