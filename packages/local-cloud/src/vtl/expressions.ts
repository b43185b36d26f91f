import { callMethod, getProperty } from "./java-methods.ts";
import { calculate, compare, isEqual, isTrue, javaList } from "./java-values.ts";
import type { Evaluate, Run, Scope } from "./run.ts";
import { type Node, type Reference, type Segment, VtlError } from "./syntax.ts";

export const compileReference = (node: Reference, scope: Scope): Evaluate => {
  const steps = (node.path ?? []).map((segment) => compileSegment(segment, scope));
  const { id } = node;
  if (steps.length === 0) return (run) => run.variables.get(id);
  return (run) => {
    let value = run.variables.get(id);
    if (value === undefined && !run.variables.has(id)) return undefined;
    for (const step of steps) value = step(value, run);
    return value;
  };
};

const compileSegment = (segment: Segment, scope: Scope): ((self: unknown, run: Run) => unknown) => {
  if (segment.type === "property") return (self) => getProperty(self, segment.id);
  if (segment.type === "index") {
    const key = compileExpression(segment.id, scope);
    return (self, run) => getProperty(self, key(run));
  }
  const args = (segment.args || []).map((arg) => compileExpression(arg, scope));
  return (self, run) =>
    callMethod(
      self,
      segment.id,
      args.map((arg) => arg(run)),
    );
};

export const compileExpression = (node: Node | number, scope: Scope): Evaluate => {
  if (typeof node === "number" || typeof node === "string") return () => Number(node);
  if (Array.isArray(node)) throw new VtlError("A block is not expected inside an expression.");
  switch (node.type) {
    case "references":
      return compileReference(node, scope);
    case "math":
      return compileOperation(node.operator, node.expression, scope);
    case "integer":
    case "decimal": {
      const number = Number(node.value);
      return () => number;
    }
    case "bool": {
      const value = { true: true, false: false, null: null }[node.value];
      return () => value;
    }
    case "string":
      return compileString(node.value, node.isEval === true, scope);
    case "array":
      return compileArray(node.value ?? [], node.isRange === true, scope);
    case "map": {
      const entries = Object.entries(node.value ?? {}).map(
        ([key, value]) => [key, compileExpression(value, scope)] as const,
      );
      return (run) => Object.fromEntries(entries.map(([key, evaluate]) => [key, evaluate(run)]));
    }
    default:
      throw new VtlError(`${node.type} is not expected inside an expression.`);
  }
};

const compileString = (value: string, interpolated: boolean, scope: Scope): Evaluate => {
  if (!interpolated || !/[$#]/.test(value)) return () => value;
  const write = scope.compileText(value);
  return (run) => {
    const inner: Run = { variables: run.variables, out: "", ending: undefined };
    write(inner);
    return inner.out;
  };
};

const compileArray = (items: (Node | number)[], isRange: boolean, scope: Scope): Evaluate => {
  const evaluates = items.map((item) => compileExpression(item, scope));
  if (!isRange) return (run) => javaList(evaluates.map((evaluate) => evaluate(run)));
  return (run) => {
    const [from, to] = evaluates.map((evaluate) => Number(evaluate(run))) as [number, number];
    const step = from <= to ? 1 : -1;
    return javaList(Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => from + i * step));
  };
};

const compileOperation = (operator: string, operands: Node[], scope: Scope): Evaluate => {
  const [left, right = () => undefined] = operands.map((operand) => compileExpression(operand, scope)) as [
    Evaluate,
    Evaluate?,
  ];
  switch (operator) {
    case "parenthesis":
      return left;
    case "not":
      return (run) => !isTrue(left(run));
    case "minus":
      return (run) => calculate("-", 0, left(run));
    case "&&":
      return (run) => isTrue(left(run)) && isTrue(right(run));
    case "||":
      return (run) => isTrue(left(run)) || isTrue(right(run));
    case "==":
      return (run) => isEqual(left(run), right(run));
    case "!=":
      return (run) => !isEqual(left(run), right(run));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return (run) => compare(operator, left(run), right(run));
    default:
      return (run) => calculate(operator, left(run), right(run));
  }
};
