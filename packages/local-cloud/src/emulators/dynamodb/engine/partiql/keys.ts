import { invalid } from "../errors.ts";
import type { Condition } from "../expressions/conditions.ts";
import type { KeyTest, KeyTests } from "../expressions/key-condition.ts";
import { type KeySchema, keyNames } from "../keys.ts";
import type { AttributeValue, Item } from "../values.ts";
import { conjunctsOf, equalityOf } from "./condition.ts";

type Bound = Condition<AttributeValue>;

const joined = (conditions: readonly Bound[]): Bound | undefined =>
  conditions.length === 0 ? undefined : { kind: "and", conditions };

/** The key that a condition names, and what else it asks; throws when it does not name one item. */
export const keyAndRest = (
  schema: KeySchema,
  where: Bound | undefined,
): { key: Item; rest: Bound | undefined } => {
  const names = keyNames(schema);
  const key = new Map<string, AttributeValue>();
  const rest = conjunctsOf(where).filter((condition) => {
    const [name, value] = equalityOf(condition) ?? [];
    if (name === undefined || !names.includes(name) || key.has(name)) return true;
    key.set(name, value!);
    return false;
  });
  if (key.size < names.length)
    throw invalid("Where clause does not contain a mandatory equality on all key attributes");
  return { key: Object.fromEntries(key), rest: joined(rest) };
};

const rangeTestOf = (condition: Bound, name: string): KeyTest | undefined => {
  if (condition.kind !== "compare" && condition.kind !== "between" && condition.kind !== "function")
    return undefined;
  const [first, ...others] = condition.operands;
  if (first?.kind !== "path" || first.path.length > 1 || first.path[0] !== name) return undefined;
  const values = others.flatMap((operand) => (operand.kind === "value" ? operand.value : []));
  if (values.length < others.length) return undefined;
  if (condition.kind === "between") return { operator: "between", values };
  if (condition.kind === "function")
    return condition.name === "begins_with" ? { operator: "begins_with", values } : undefined;
  return condition.operator === "<>" ? undefined : { operator: condition.operator, values };
};

/** What of a condition an index can answer, and what is left to filter by; undefined when all items must be looked at. */
export const keyTestsAndFilter = (
  { hash, range }: KeySchema,
  where: Bound | undefined,
): { tests: KeyTests; filter: Bound | undefined } | undefined => {
  const conditions = conjunctsOf(where);
  const tests = new Map<string, KeyTest>();
  const used = new Set<Bound>();
  for (const { name } of hash) {
    const partition = conditions.find((condition) => equalityOf(condition)?.[0] === name);
    if (!partition) return undefined;
    used.add(partition);
    tests.set(name, { operator: "=", values: [equalityOf(partition)![1]] });
  }
  for (const { name } of range) {
    const sorted = conditions.find((condition) => rangeTestOf(condition, name));
    if (!sorted) break;
    const test = rangeTestOf(sorted, name)!;
    used.add(sorted);
    tests.set(name, test);
    if (test.operator !== "=") break;
  }
  return { tests, filter: joined(conditions.filter((condition) => !used.has(condition))) };
};
