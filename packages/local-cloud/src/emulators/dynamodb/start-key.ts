import { z } from "zod";

type Operator = "=" | "<" | "<=" | ">" | ">=" | "BETWEEN" | "begins_with";

const value = z.object({
  S: z.string().optional(),
  N: z.string().optional(),
  B: z.union([z.string(), z.instanceof(Uint8Array)]).optional(),
});
type Value = z.output<typeof value>;
interface Condition {
  readonly attribute: string;
  readonly operator: Operator;
  readonly operands: readonly Value[];
}

const values = z.record(z.string(), value).default({});

/** What of a query or scan that the database has taken tells where it may start. */
const started = z.object({
  ExclusiveStartKey: z.record(z.string(), value),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: values,
  KeyConditions: z
    .record(z.string(), z.looseObject({ ComparisonOperator: z.string(), AttributeValueList: z.array(value) }))
    .default({}),
});

const NAME = String.raw`(#?[\w.-]+)`;
const COMPARISON = new RegExp(String.raw`${NAME}\s*(<=|>=|=|<|>)\s*(:\w+)`, "g");
const BETWEEN = new RegExp(String.raw`${NAME}\s+BETWEEN\s+(:\w+)\s+AND\s+(:\w+)`, "gi");
const BEGINS_WITH = new RegExp(String.raw`begins_with\s*\(\s*${NAME}\s*,\s*(:\w+)\s*\)`, "gi");

const LEGACY: Readonly<Record<string, Operator>> = {
  EQ: "=",
  LT: "<",
  LE: "<=",
  GT: ">",
  GE: ">=",
  BETWEEN: "BETWEEN",
  BEGINS_WITH: "begins_with",
};

const conditionsOf = (query: z.output<typeof started>): Condition[] => {
  const text = query.KeyConditionExpression ?? "";
  const found = (pattern: RegExp, operator?: Operator): Condition[] =>
    [...text.matchAll(pattern)].map((match) => {
      const [, name = "", ...rest] = match;
      const [sign, names] = operator === undefined ? [rest[0] as Operator, rest.slice(1)] : [operator, rest];
      return {
        attribute: query.ExpressionAttributeNames[name] ?? name,
        operator: sign,
        operands: names.flatMap((each) => query.ExpressionAttributeValues[each] ?? []),
      };
    });
  return [
    ...found(COMPARISON),
    ...found(BETWEEN, "BETWEEN"),
    ...found(BEGINS_WITH, "begins_with"),
    ...Object.entries(query.KeyConditions).flatMap(([attribute, legacy]) => {
      const operator = LEGACY[legacy.ComparisonOperator];
      return operator ? [{ attribute, operator, operands: legacy.AttributeValueList }] : [];
    }),
  ];
};

const bytes = ({ S, B }: Value): Buffer =>
  S !== undefined ? Buffer.from(S) : typeof B === "string" ? Buffer.from(B, "base64") : Buffer.from(B ?? []);

/** Below, at or above zero; text and binary by their bytes, as DynamoDB sorts. */
const compare = (a: Value, b: Value): number =>
  a.N !== undefined && b.N !== undefined
    ? Math.sign(Number(a.N) - Number(b.N))
    : Buffer.compare(bytes(a), bytes(b));

const holds = ({ operator, operands: [first = {}, second = {}] }: Condition, key: Value): boolean => {
  switch (operator) {
    case "=":
      return compare(key, first) === 0;
    case "<":
      return compare(key, first) < 0;
    case "<=":
      return compare(key, first) <= 0;
    case ">":
      return compare(key, first) > 0;
    case ">=":
      return compare(key, first) >= 0;
    case "BETWEEN":
      return compare(key, first) >= 0 && compare(key, second) <= 0;
    case "begins_with":
      return bytes(key).subarray(0, bytes(first).length).equals(bytes(first));
  }
};

/**
 * Why DynamoDB refuses the `ExclusiveStartKey` of a query or scan that is well-formed in itself: the database does not
 * compare it with the conditions. The wording is that of https://github.com/mhart/dynalite, which has it from AWS.
 */
export const startKeyProblem = (input: unknown): string | undefined => {
  const query = started.safeParse(input).data;
  if (query === undefined) return undefined;
  const empty = Object.entries(query.ExclusiveStartKey).find(
    ([, key]) => key.N === undefined && bytes(key).length === 0,
  );
  if (empty !== undefined)
    return `The provided starting key is invalid: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${empty[0]}`;
  const conditions = conditionsOf(query);
  const inside = conditions.every((condition) => {
    const key = query.ExclusiveStartKey[condition.attribute];
    return key === undefined || holds(condition, key);
  });
  if (inside) return undefined;
  return conditions.length === 1
    ? "The provided starting key is outside query boundaries based on provided conditions"
    : "The provided starting key does not match the range key predicate";
};
