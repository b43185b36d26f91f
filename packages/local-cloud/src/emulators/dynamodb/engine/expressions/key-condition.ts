import { invalid, invalidParameters } from "../errors.ts";
import type { KeyAttribute, KeySchema } from "../keys.ts";
import { type AttributeValue, attributeOf, type Item } from "../values.ts";
import type { Condition, Operand, Test } from "./conditions.ts";
import { holds } from "./evaluate.ts";

/** What a query asks of one attribute of the key. */
export interface KeyTest {
  readonly operator: "=" | "<" | "<=" | ">" | ">=" | "between" | "begins_with";
  readonly values: readonly AttributeValue[];
}
/** By the attribute's name. */
export type KeyTests = ReadonlyMap<string, KeyTest>;

const TURNED = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

const refused = (name: string) => invalid(`Invalid operator used in KeyConditionExpression: ${name}`);
const malformed = (message: string) => invalid(`Invalid condition in KeyConditionExpression: ${message}`);

const operatorOf = (test: Test<AttributeValue>): KeyTest["operator"] => {
  if (test.kind === "in") throw refused("IN");
  if (test.kind === "between") return "between";
  if (test.kind === "function") {
    if (test.name !== "begins_with") throw refused(test.name);
    return test.name;
  }
  if (test.operator === "<>") throw refused("<>");
  return test.operator;
};

const nameOf = (path: Operand<AttributeValue> & { kind: "path" }): string => {
  if (path.path.length > 1)
    throw invalid("KeyConditionExpressions cannot have conditions on nested attributes");
  return path.path[0] as string;
};

const keyTest = (test: Test<AttributeValue>): [name: string, KeyTest] => {
  const operator = operatorOf(test);
  const isPath = (operand: Operand<AttributeValue>) => operand.kind === "path";
  if (test.operands.some(({ kind }) => kind === "size"))
    throw invalid("KeyConditionExpressions cannot contain nested operations");
  const paths = test.operands.filter(isPath);
  if (paths.length > 1) throw malformed("Multiple attribute names used in one condition");
  const [path] = paths;
  if (!path) throw malformed("No key attribute specified");
  const name = nameOf(path);
  const values = test.operands.flatMap((operand) => (operand.kind === "value" ? operand.value : []));
  if (isPath(test.operands[0]!)) return [name, { operator, values }];
  if (operator === "between" || operator === "begins_with")
    throw malformed(
      `${operator === "between" ? "BETWEEN" : operator} operator must have the key attribute as its first operand`,
    );
  return [name, { operator: TURNED[operator], values }];
};

const allOf = (condition: Condition<AttributeValue>): readonly Test<AttributeValue>[] => {
  if (condition.kind === "or" || condition.kind === "not") throw refused(condition.kind.toUpperCase());
  return condition.kind === "and" ? condition.conditions.flatMap(allOf) : [condition];
};

/** Takes a key condition apart. */
export const keyTestsOf = (condition: Condition<AttributeValue>): KeyTests => {
  const tests = new Map<string, KeyTest>();
  for (const [name, test] of allOf(condition).map(keyTest)) {
    if (tests.has(name)) throw invalid("KeyConditionExpressions must only contain one condition per key");
    tests.set(name, test);
  }
  return tests;
};

export interface KeyQuery {
  readonly hash: readonly AttributeValue[];
  readonly range: {
    /** Of the first attributes of the sort key. */
    readonly equal: readonly AttributeValue[];
    /** Of the one behind those. */
    readonly last?: KeyTest;
    /** Whether the sort key has no more than one attribute. */
    readonly isAlone: boolean;
  };
}

const unsupported = () => invalid("Query key condition not supported");

/**
 * The attributes that a query of so many conditions asks for: all of the partition key, and of the sort key those from the
 * left on.
 */
const wantedOf = ({ hash, range }: KeySchema, conditions: number): readonly KeyAttribute[] => {
  if (conditions > 2 && hash.length + range.length <= 2)
    throw invalid("Conditions can be of length 1 or 2 only");
  const more = Math.max(0, conditions - hash.length);
  if (more > range.length) throw unsupported();
  return [...hash, ...range.slice(0, more)];
};

/** What to look for in a table or index. Throws when the conditions are none of its key. */
export const queryOf = (tests: KeyTests, schema: KeySchema): KeyQuery => {
  const wanted = wantedOf(schema, tests.size);
  for (const { name } of wanted)
    if (!tests.has(name)) throw invalid(`Query condition missed key schema element: ${name}`);
  for (const { name, type } of wanted)
    for (const value of tests.get(name)!.values) {
      if (value[type] === undefined)
        throw invalidParameters("Condition parameter type does not match schema type");
      if (value.S === "" || value.B === "")
        throw invalid(
          `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === "S" ? "string" : "binary"} value. Key: ${name}`,
        );
    }
  const found = wanted.map(({ name }) => tests.get(name)!);
  const ranges = found.slice(schema.hash.length);
  if (found.slice(0, schema.hash.length).some(({ operator }) => operator !== "=")) throw unsupported();
  if (ranges.slice(0, -1).some(({ operator }) => operator !== "=")) throw unsupported();
  const valueOfTest = ({ values }: KeyTest) => values[0]!;
  return {
    hash: found.slice(0, schema.hash.length).map(valueOfTest),
    range: {
      equal: ranges.slice(0, -1).map(valueOfTest),
      last: ranges.at(-1),
      isAlone: schema.range.length <= 1,
    },
  };
};

/** Whether a key lies within what a query asks of the sort key. */
export const isInRange = (name: string, { operator, values }: KeyTest, key: Item): boolean => {
  const value = attributeOf(key, name);
  if (!value) return false;
  const operands = [value, ...values].map((each) => ({ kind: "value" as const, value: each }));
  const test: Test<AttributeValue> =
    operator === "between"
      ? { kind: "between", operands }
      : operator === "begins_with"
        ? { kind: "function", name: operator, operands }
        : { kind: "compare", operator, operands };
  return holds(test, key);
};
