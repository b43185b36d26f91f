import type { ChoiceRuleDefinition } from "../asl/jsonpath-definition.ts";
import { PathError } from "../errors.ts";
import type { Bindings } from "../jsonata/expression.ts";
import { comparisons, valueTests } from "./comparisons.ts";
import { compilePath, compileReferencePath, type Path } from "./path.ts";

/** Whether a rule holds for the state's data. Throws PathError. */
type Condition = (bindings: Bindings, data: unknown) => boolean;

/** Compiles a rule without its Next. Throws JsonPathError, and an Error for a rule that is none. */
export const compileRule = (rule: ChoiceRuleDefinition): Condition => {
  const { And, Or, Not, Variable, Comment, Next, Assign, ...tests } = rule;
  const names = Object.keys(tests);
  const combined = [And, Or, Not].filter((one) => one !== undefined).length;
  if (combined + names.length !== 1 || (combined === 0) !== (Variable !== undefined))
    throw new Error("needs one of And, Or and Not, or a Variable and one comparison of it");
  if (And) return every(And.map(compileRule));
  if (Or) return some(Or.map(compileRule));
  if (Not) {
    const negated = compileRule(Not);
    return (bindings, data) => !negated(bindings, data);
  }
  const [name, expected] = Object.entries(tests)[0]!;
  return compileTest(compilePath(Variable!), name, expected);
};

const every =
  (rules: readonly Condition[]): Condition =>
  (bindings, data) =>
    rules.every((rule) => rule(bindings, data));
const some =
  (rules: readonly Condition[]): Condition =>
  (bindings, data) =>
    rules.some((rule) => rule(bindings, data));

const compileTest = (variable: Path, name: string, expected: unknown): Condition => {
  if (name === "IsPresent")
    return (bindings, data) => (variable.find(bindings, data) !== undefined) === expected;
  const test = valueTests[name] ?? comparisons[name];
  if (test) return (bindings, data) => test(read(variable, bindings, data), expected);
  const compare = comparisons[name.replace(/Path$/, "")]!;
  const other = compileReferencePath(String(expected));
  return (bindings, data) => compare(read(variable, bindings, data), read(other, bindings, data));
};

const read = (path: Path, bindings: Bindings, data: unknown): unknown => {
  const found = path.find(bindings, data);
  if (found) return found.value;
  throw new PathError(
    `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
  );
};
