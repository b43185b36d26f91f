import { compareValues } from "../compare.ts";
import { invalid } from "../errors.ts";
import { type AttributeType, type AttributeValue, TYPES, typeOf } from "../values.ts";
import type { Operand, Test } from "./conditions.ts";
import { isSamePath, showPath } from "./paths.ts";
import type { ExpressionKind } from "./tokens.ts";

type Bound = Operand<AttributeValue>;

const SORTED: readonly AttributeType[] = ["S", "N", "B"];
const UNSIZED: readonly AttributeType[] = ["N", "BOOL", "NULL"];

const typeOfValue = (operand: Bound | undefined): AttributeType | undefined => {
  if (operand?.kind === "value") return typeOf(operand.value);
  return operand?.kind === "size" ? "N" : undefined;
};

const wrongType = (place: string, type: string) =>
  `Incorrect operand type for operator or function; ${place}, operand type: ${type}`;
const inFunction = (name: string) => `operator or function: ${name}`;

const problemOfSize = (operand: Bound): string | undefined => {
  if (operand.kind !== "size") return undefined;
  const type = typeOfValue(operand.of);
  return type && UNSIZED.includes(type) ? wrongType(inFunction("size"), type) : problemOfSize(operand.of);
};

const problemOfFunction = (name: string, [first, second]: readonly Bound[]): string | undefined => {
  switch (name) {
    case "attribute_exists":
    case "attribute_not_exists":
      return first?.kind === "path"
        ? undefined
        : `Operator or function requires a document path; ${inFunction(name)}`;
    case "begins_with": {
      const types = [typeOfValue(first), typeOfValue(second)];
      const wrong = types.find((type) => type && type !== "S" && type !== "B");
      return wrong && wrongType(inFunction(name), wrong);
    }
    case "attribute_type": {
      if (second?.kind !== "value") return wrongType(inFunction(name), "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
      const { S } = second.value;
      if (S === undefined) return wrongType(inFunction(name), typeOf(second.value));
      return (TYPES as readonly string[]).includes(S)
        ? undefined
        : `Invalid attribute type name found; type: ${S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`;
    }
    default:
      return undefined;
  }
};

const show = (value: AttributeValue) => {
  const type = typeOf(value);
  const content = value[type];
  return `AttributeValue: {${type}:${typeof content === "object" ? JSON.stringify(content) : content}}`;
};
const problemOfBounds = (operands: readonly Bound[]): string | undefined => {
  const [, low, high] = operands;
  const values =
    low?.kind === "value" && high?.kind === "value" ? { low: low.value, high: high.value } : undefined;
  const bounds =
    values && `lower bound operand: ${show(values.low)}, upper bound operand: ${show(values.high)}`;
  if (values && typeOf(values.low) !== typeOf(values.high))
    return `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`;
  const problem = problemOfOrder("BETWEEN", operands);
  if (problem || !values) return problem;
  return compareValues(values.low, values.high) > 0
    ? `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`
    : undefined;
};

const problemOfSame = (sign: string, [first, second]: readonly Bound[]): string | undefined =>
  first?.kind === "path" && second?.kind === "path" && isSamePath(first.path, second.path)
    ? `The first operand must be distinct from the remaining operands for this operator or function; operator: ${sign}, first operand: ${showPath(first.path)}`
    : undefined;

const problemOfOrder = (sign: string, operands: readonly Bound[]): string | undefined => {
  const wrong = operands.map(typeOfValue).find((type) => type && !SORTED.includes(type));
  return wrong && wrongType(`operator: ${sign}`, wrong);
};

const problemOf = (test: Test<AttributeValue>): string | undefined => {
  const { operands } = test;
  const ofSize = operands.map(problemOfSize).find(Boolean);
  if (ofSize) return ofSize;
  if (test.kind === "in") return undefined;
  if (test.kind === "between") return problemOfBounds(operands);
  const sign = test.kind === "compare" ? test.operator : test.name;
  const same = problemOfSame(sign, operands);
  if (same) return same;
  if (test.kind === "function") return problemOfFunction(test.name, operands);
  return sign === "=" || sign === "<>" ? undefined : problemOfOrder(sign, operands);
};

/** Throws when the operands of a test are none that it takes, as far as their types can be known. */
export const checkTest = (kind: ExpressionKind, test: Test<AttributeValue>): void => {
  const problem = problemOf(test);
  if (problem) throw invalid(`Invalid ${kind}: ${problem}`);
};
