import { invalid } from "../errors.ts";
import { type AttributeType, type AttributeValue, typeOf } from "../values.ts";
import { checkTest } from "./check-condition.ts";
import { type Condition, mapCondition, testsOf } from "./conditions.ts";
import { parseCondition } from "./parse-condition.ts";
import { parseUpdate } from "./parse-update.ts";
import { overlap, type Path } from "./paths.ts";
import { parseProjection } from "./projection.ts";
import type { Scope } from "./scope.ts";
import type { ExpressionKind } from "./tokens.ts";
import type { Action, Source } from "./updates.ts";

/** How many expressions of a kind stay parsed; an application has some dozens. */
const REMEMBERED = 500;

const remember = <Parsed>(parse: (text: string) => Parsed): ((text: string) => Parsed) => {
  const known = new Map<string, Parsed>();
  return (text) => {
    const found = known.get(text);
    if (found) return found;
    const parsed = parse(text);
    if (known.size === REMEMBERED) known.delete(known.keys().next().value!);
    known.set(text, parsed);
    return parsed;
  };
};

const projections = remember(parseProjection);
const updates = remember(parseUpdate);
const conditions = {
  ConditionExpression: remember((text) => parseCondition("ConditionExpression", text)),
  FilterExpression: remember((text) => parseCondition("FilterExpression", text)),
  KeyConditionExpression: remember((text) => parseCondition("KeyConditionExpression", text)),
};

const fail = (kind: ExpressionKind, problem: string | undefined) => {
  if (problem !== undefined) throw invalid(`Invalid ${kind}: ${problem}`);
};

/** A condition with what its placeholders stand for. Throws what DynamoDB says of one that it refuses. */
export const bindCondition = (
  kind: keyof typeof conditions,
  text: string,
  scope: Scope,
): Condition<AttributeValue> => {
  const { condition, problem } = conditions[kind](text);
  const bound = mapCondition(condition, (operand) => scope.operand(kind, operand));
  fail(kind, problem);
  for (const test of testsOf(bound)) checkTest(kind, test);
  return bound;
};

export const bindProjection = (text: string, scope: Scope): readonly Path[] => {
  const kind = "ProjectionExpression";
  const paths = projections(text).map((path) => scope.path(kind, path));
  fail(kind, overlap(paths));
  return paths;
};

const LONG_NAMES: Partial<Record<AttributeType, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  BOOL: "BOOLEAN",
  NULL: "NULL",
  L: "LIST",
  M: "MAP",
};
const OPERANDS: Partial<Record<string, AttributeType>> = { "+": "N", "-": "N", list_append: "L" };

const problemOfSource = (source: Source<AttributeValue>): string | undefined => {
  if (source.kind !== "call") return undefined;
  const wanted = OPERANDS[source.name];
  for (const operand of source.operands) {
    const problem = problemOfSource(operand);
    if (problem) return problem;
    if (!wanted || operand.kind !== "value" || typeOf(operand.value) === wanted) continue;
    return `Incorrect operand type for operator or function; operator or function: ${source.name}, operand type: ${typeOf(operand.value)}`;
  }
  return undefined;
};

const problemOfAction = (action: Action<AttributeValue>): string | undefined => {
  if (action.kind === "remove") return undefined;
  if (action.kind === "set") return problemOfSource(action.source);
  const type = typeOf(action.value);
  if (!LONG_NAMES[type] || (action.kind === "add" && type === "N")) return undefined;
  return `Incorrect operand type for operator or function; operator: ${action.kind.toUpperCase()}, operand type: ${LONG_NAMES[type]}`;
};

export const bindUpdate = (text: string, scope: Scope): readonly Action<AttributeValue>[] => {
  const kind = "UpdateExpression";
  const source = (raw: Source<string>): Source<AttributeValue> => {
    if (raw.kind === "path") return { kind: "path", path: scope.path(kind, raw.path) };
    if (raw.kind === "value") return { kind: "value", value: scope.value(kind, raw.value) };
    return { ...raw, operands: raw.operands.map(source) };
  };
  const { actions, problem } = updates(text);
  const bound = actions.map((action): Action<AttributeValue> => {
    const path = scope.path(kind, action.path);
    if (action.kind === "remove") return { kind: "remove", path };
    if (action.kind === "set") return { kind: "set", path, source: source(action.source) };
    return { kind: action.kind, path, value: scope.value(kind, action.value) };
  });
  fail(kind, overlap(bound.map(({ path }) => path)));
  fail(kind, problem);
  for (const action of bound) fail(kind, problemOfAction(action));
  return bound;
};
