import { type Field, members, nothing, type Scalar, type Shape, union } from "../shape.ts";
import { lookUp, type Scope, scopeOf } from "./scope.ts";
import { type Node, plainPath } from "./syntax.ts";

type Claim = { readonly present: boolean } | { readonly equals: Scalar } | { readonly differs: Scalar };

/** What is left of a shape when a claim about a field of it holds; undefined when it cannot. */
const narrow = (shape: Shape, path: readonly string[], claim: Claim): Shape | undefined => {
  if (shape.kind === "union") {
    const left = shape.of
      .map((member) => narrow(member, path, claim))
      .filter((member) => member !== undefined);
    return left.length > 0 ? union(left) : undefined;
  }
  const [name, ...rest] = path;
  if (name === undefined) return narrowValue(shape, claim);
  if (shape.kind === "nothing") return "present" in claim && !claim.present ? shape : undefined;
  if (shape.kind !== "object") return shape;
  const field = shape.fields[name];
  const absent = "differs" in claim || ("present" in claim && !claim.present);
  if (!field) return absent || shape.rest ? shape : undefined;

  const inner = narrow(field.shape, rest, claim);
  if (!inner && !(field.optional && absent)) return undefined;
  const { [name]: _, ...others } = shape.fields;
  const kept: Record<string, Field> = inner
    ? { ...others, [name]: { shape: inner, optional: field.optional && absent } }
    : others;
  return { ...shape, fields: kept };
};

const narrowValue = (shape: Shape, claim: Claim): Shape | undefined => {
  const { kind } = shape;
  if (kind === "any") return shape;
  if ("present" in claim) return (kind !== "nothing") === claim.present ? shape : undefined;
  if (kind === "nothing") return "equals" in claim ? undefined : shape;
  if (kind !== "literal") return shape;
  if ("equals" in claim) return shape.value === claim.equals ? shape : undefined;
  return shape.value === claim.differs ? undefined : shape;
};

/** The scope in which `condition` is known to be true (or false). */
export const assume = (condition: Node, truth: boolean, scope: Scope): Scope => {
  const { type, value } = condition;
  if (type === "function" && condition.procedure?.type === "variable") {
    const [argument] = condition.arguments ?? [];
    if (condition.procedure.value === "not" && argument) return assume(argument, !truth, scope);
    if (condition.procedure.value === "exists") return apply(scope, argument, { present: truth });
    return scope;
  }
  if (type === "block" && condition.expressions?.length === 1)
    return assume(condition.expressions[0]!, truth, scope);
  if (type === "binary") {
    const lhs = condition.lhs as Node;
    const rhs = condition.rhs!;
    if ((value === "and" && truth) || (value === "or" && !truth))
      return assume(rhs, truth, assume(lhs, truth, scope));
    if (value !== "=" && value !== "!=") return scope;
    const [path, constant] = isConstant(rhs) ? [lhs, rhs] : [rhs, lhs];
    if (!isConstant(constant)) return scope;
    const scalar = constant.value as Scalar;
    return apply(scope, path, (value === "=") === truth ? { equals: scalar } : { differs: scalar });
  }
  return truth && type === "path" ? apply(scope, condition, { present: true }) : scope;
};

const isConstant = ({ type }: Node): boolean => type === "string" || type === "number" || type === "value";

const apply = (scope: Scope, node: Node | undefined, claim: Claim): Scope => {
  const path = plainPath(node);
  if (!path) return scope;
  const [variable, ...rest] = path as readonly [string, ...string[]];
  const shape = lookUp(scope, variable);
  if (!shape) return scope;
  return scopeOf([[variable, narrow(shape, rest, claim) ?? nothing]], scope);
};

/** Elements of which a filter's condition can be true. */
export const narrowElement = (element: Shape, condition: Node): Shape => {
  const claim = elementClaim(condition);
  if (!claim) return element;
  const left = members(element)
    .map((member) => narrow(member, claim.path, claim.claim))
    .filter((member) => member !== undefined);
  return left.length > 0 ? union(left) : nothing;
};

const elementClaim = (node: Node): { path: readonly string[]; claim: Claim } | undefined => {
  if (node.type !== "function" || node.procedure?.value !== "exists") return undefined;
  const [argument] = node.arguments ?? [];
  const steps = argument?.type === "path" ? argument.steps! : argument ? [argument] : [];
  if (steps.length === 0 || steps.some(({ type, stages }) => type !== "name" || stages)) return undefined;
  return { path: steps.map(({ value }) => String(value)), claim: { present: true } };
};
