import { suggest } from "../finding.ts";
import {
  any,
  boolean,
  elementOf,
  type Field,
  list,
  literal,
  mapElements,
  members,
  nothing,
  number,
  type Scalar,
  type Shape,
  text,
  truthOf,
  union,
  without,
} from "../shape.ts";
import { equality } from "./compare.ts";
import { fieldOf } from "./fields.ts";
import { builtins, mergeObjects } from "./functions.ts";
import { assume, narrowElement } from "./narrow.ts";
import { lookUp, namesIn, type Observer, type Scope, scopeOf } from "./scope.ts";
import type { Node } from "./syntax.ts";

/** A function that calls itself is not followed further down. */
const deepest = 400;
/** What an expression gives, from what is known of the variables it sees. */
export const infer = (node: Node, scope: Scope, observer: Observer): Shape =>
  createInference(observer).infer(node, outside, scope);

// Without an input nothing but variables can be read.
const outside: Shape = {
  kind: "object",
  name: "the input of the expression, which Step Functions leaves empty",
  fields: {},
};

const createInference = (observer: Observer) => {
  let depth = 0;

  const inferNode = (node: Node, here: Shape, scope: Scope): Shape => {
    if (++depth > deepest) return any;
    try {
      const shape = inferPlain(node, here, scope);
      const filtered = (node.predicate ?? []).reduce((value, { expr }) => filter(value, expr, scope), shape);
      return node.group ? grouped(node.group.lhs, filtered, scope) : filtered;
    } finally {
      depth--;
    }
  };

  const inferPlain = (node: Node, here: Shape, scope: Scope): Shape => {
    switch (node.type) {
      case "string":
      case "number":
      case "value":
        return literal(node.value as Scalar);
      case "name":
        return fieldOf(here, String(node.value), observer);
      case "variable":
        return variable(String(node.value), here, scope);
      case "path":
        return path(node.steps!, here, scope);
      case "block": {
        const inner = scopeOf([], scope);
        return (node.expressions ?? []).reduce<Shape>((_, each) => inferNode(each, here, inner), nothing);
      }
      case "bind": {
        const value = inferNode(node.rhs!, here, scope);
        scope.variables.set(String((node.lhs as Node).value), value);
        return value;
      }
      case "condition":
        return conditional(node, here, scope);
      case "unary":
        return unary(node, here, scope);
      case "binary":
        return binary(node, here, scope);
      case "function":
        return call(node, node.arguments ?? [], here, scope);
      case "lambda":
        return {
          kind: "function",
          call: (args) => {
            const names = (node.arguments ?? []).map(({ value }) => String(value));
            const bound = names.map((name, index) => [name, args[index] ?? nothing] as const);
            return inferNode(node.body!, here, scopeOf(bound, scope));
          },
        };
      case "apply": {
        const input = inferNode(node.lhs as Node, here, scope);
        const rhs = node.rhs!;
        return rhs.type === "function" ? call(rhs, rhs.arguments ?? [], here, scope, [input]) : any;
      }
      case "sort":
        return here;
      case "wildcard":
        return mapElements(here, (element) =>
          element.kind === "object"
            ? union([...Object.values(element.fields).map(({ shape }) => shape), element.rest ?? nothing])
            : any,
        );
      default:
        return any;
    }
  };

  const variable = (name: string, here: Shape, scope: Scope): Shape => {
    if (name === "" || name === "$") return here;
    const known = lookUp(scope, name);
    if (known) return known;
    const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
    if (builtin) return { kind: "function", call: builtin };
    observer.report({
      code: "expression.variable",
      problem: `It reads $${name}, which nothing assigns.`,
      rule: "A variable is $states, assigned by an earlier state, or bound in the expression.",
      remedy: suggest(name, namesIn(scope)),
    });
    return any;
  };

  const path = (steps: readonly Node[], here: Shape, scope: Scope): Shape => {
    const inner = scopeOf([], scope);
    return steps.reduce<Shape>((input, step, index) => {
      if (step.type === "sort") {
        for (const { expression } of step.terms ?? []) inferNode(expression, elementOf(input), inner);
        return input;
      }
      const evaluate = (element: Shape) => {
        const { predicate, stages, ...plain } = step;
        return inferNode(plain, element, inner);
      };
      const first = index === 0 && step.type === "variable" && step.value !== "";
      const value = first ? evaluate(input) : mapElements(input, evaluate);
      if (step.index) inner.variables.set(step.index, number);
      if (step.focus) inner.variables.set(step.focus, elementOf(value));
      const filters = [...(step.predicate ?? []), ...(step.stages ?? [])];
      return filters.reduce((shape, { expr }) => (expr ? filter(shape, expr, inner) : shape), value);
    }, here);
  };

  /** `value[condition]`, or `value[position]`. */
  const filter = (value: Shape, condition: Node, scope: Scope): Shape => {
    const element = without(elementOf(value), "nothing");
    if (!element) return nothing;
    const test = inferNode(condition, element, scope);
    const isPosition = members(test).every(
      ({ kind, ...rest }) => kind === "number" || ("value" in rest && typeof rest.value === "number"),
    );
    if (isPosition) return union([element, nothing]);
    const left = narrowElement(element, condition);
    return left.kind === "nothing" ? nothing : union([list(left), nothing]);
  };

  const conditional = (node: Node, here: Shape, scope: Scope): Shape => {
    const condition = node.condition!;
    const truth = truthOf(inferNode(condition, here, scope));
    const results: Shape[] = [];
    if (truth !== false)
      results.push(inferNode(node.then!, here, assume(condition, true, scopeOf([], scope))));
    if (truth !== true)
      results.push(
        node.else ? inferNode(node.else, here, assume(condition, false, scopeOf([], scope))) : nothing,
      );
    return union(results);
  };

  const unary = (node: Node, here: Shape, scope: Scope): Shape => {
    if (node.value === "[") {
      const items = (node.expressions ?? []).map((each) => {
        const value = inferNode(each, here, scope);
        return each.type === "unary" && each.value === "[" ? value : elementOf(value);
      });
      const item = items.length > 0 ? without(union(items), "nothing") : undefined;
      return list(item ?? nothing);
    }
    if (node.value === "{") return grouped(node.lhs as readonly (readonly [Node, Node])[], here, scope);
    inferNode(node.expression!, here, scope);
    return number;
  };

  const grouped = (pairs: readonly (readonly [Node, Node])[], here: Shape, scope: Scope): Shape => {
    const fields: Record<string, Field> = {};
    let rest: Shape | undefined;
    for (const [key, value] of pairs) {
      const name = inferNode(key, here, scope);
      const shape = inferNode(value, here, scope);
      const some = without(shape, "nothing");
      if (name.kind !== "literal") rest = rest ? union([rest, some ?? nothing]) : (some ?? nothing);
      else if (some) fields[String(name.value)] = { shape: some, optional: some !== shape };
    }
    return { kind: "object", name: "the object made here", fields, ...(rest && { rest }) };
  };

  const binary = (node: Node, here: Shape, scope: Scope): Shape => {
    const lhs = node.lhs as Node;
    const left = inferNode(lhs, here, scope);
    const operator = String(node.value);
    if (operator === "and" || operator === "or") {
      const decided = truthOf(left) === (operator === "or");
      if (decided && truthOf(left) !== undefined) return literal(operator === "or");
      const right = inferNode(node.rhs!, here, assume(lhs, operator === "and", scopeOf([], scope)));
      const truths = [truthOf(left), truthOf(right)];
      if (truths.includes(operator === "or")) return literal(operator === "or");
      return truths.includes(undefined) ? boolean : literal(operator === "and");
    }
    const right = inferNode(node.rhs!, here, scope);
    switch (operator) {
      case "&":
        for (const operand of [left, right]) reportGap(operand);
        return text;
      case "=":
      case "!=":
        return equality(node, [left, right], operator === "=", observer);
      case "..":
        return list(number);
      default:
        return "+-*/%".includes(operator) ? number : boolean;
    }
  };

  /** Text made of an optional field has a hole in it, and JSONata says nothing. */
  const reportGap = (operand: Shape) => {
    for (const member of members(operand))
      if (member.kind === "nothing" && member.origin)
        observer.report({
          code: "path.optional",
          problem: `It puts ${member.origin.path} of ${member.origin.event} into a text; the field is optional.`,
          rule: "Where it is missing, JSONata makes the text without it and reports nothing.",
          remedy: "Guard it with $exists(...) ? ... : ..., or make the field required in a new version.",
        });
  };

  const call = (
    node: Node,
    given: readonly Node[],
    here: Shape,
    scope: Scope,
    first: readonly Shape[] = [],
  ): Shape => {
    const procedure = node.procedure!;
    // Of a list that is written out, each object is known.
    if (procedure.value === "merge" && given.length === 1 && given[0]!.value === "[" && given[0]!.expressions)
      return mergeObjects(given[0]!.expressions.map((each) => inferNode(each, here, scope)));
    const args = [...first, ...given.map((argument) => inferNode(argument, here, scope))];
    const called =
      procedure.type === "variable" ? named(procedure, scope) : inferNode(procedure, here, scope);
    return called.kind === "function" ? called.call(args) : any;
  };

  const named = (procedure: Node, scope: Scope): Shape => {
    const name = String(procedure.value);
    const known = lookUp(scope, name) ?? (Object.hasOwn(builtins, name) ? undefined : null);
    if (known) return known;
    if (known === undefined) return { kind: "function", call: builtins[name]! };
    observer.report({
      code: "expression.function",
      problem: `It calls $${name}, which neither JSONata nor Step Functions has.`,
      rule: "Step Functions adds $partition, $range, $hash, $random, $uuid and $parse to JSONata 2.0.6.",
      remedy: suggest(name, Object.keys(builtins)),
    });
    return any;
  };

  return { infer: inferNode };
};
