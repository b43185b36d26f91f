import type { AnyNode, Program } from "acorn";
import { fullAncestor } from "acorn-walk";

/**
 * What APPSYNC_JS refuses: such code would run here and fail on AWS.
 * https://docs.aws.amazon.com/appsync/latest/eventapi/runtime-supported-features.html
 */
const REFUSED: Partial<Record<AnyNode["type"], string>> = {
  TryStatement: "try, catch and finally",
  ThrowStatement: "throw (use util.error)",
  WhileStatement: "while",
  DoWhileStatement: "do-while",
  ForStatement: "for(;;) (use for-of)",
  ContinueStatement: "continue",
  LabeledStatement: "labels",
  UpdateExpression: "++ and --",
  ClassDeclaration: "classes",
  ClassExpression: "classes",
  ThisExpression: "this",
  AwaitExpression: "await",
  YieldExpression: "generators",
  ImportExpression: "dynamic import",
};

const refusal = (node: AnyNode): string | undefined => {
  switch (node.type) {
    case "UnaryExpression":
      return node.operator === "~" ? "the ~ operator" : undefined;
    case "BinaryExpression":
      return node.operator === "in" ? "the in operator (use Object.hasOwn)" : undefined;
    case "Literal":
      return "regex" in node && node.regex ? "regular expressions (use util.matches)" : undefined;
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      if (node.async) return "async functions";
      return node.generator ? "generators" : undefined;
    default:
      return REFUSED[node.type];
  }
};

/** One sentence for each thing in the code that AppSync, or the shim of `util`, does not have. */
export const runtimeProblems = (program: Program, util: object, utilName: string | undefined): string[] => {
  const problems = new Set<string>();
  const at = (node: AnyNode) => `line ${node.loc?.start.line ?? "?"}`;
  fullAncestor(program, (node, _state, ancestors) => {
    const any = node as AnyNode;
    const refused = refusal(any);
    if (refused) problems.add(`${at(any)}: AppSync's runtime does not support ${refused}`);
    if (any.type !== "Identifier" || any.name !== utilName) return;
    const missing = missingMember(util, ancestors.slice(0, -1) as AnyNode[], any);
    if (missing) problems.add(`${at(any)}: util.${missing} is not implemented by the local cloud`);
  });
  return [...problems];
};

/** The dotted name after `util` when the shim lacks it. */
const missingMember = (
  util: object,
  ancestors: readonly AnyNode[],
  identifier: AnyNode,
): string | undefined => {
  let value: unknown = util;
  let child: AnyNode = identifier;
  const names: string[] = [];
  for (const parent of ancestors.toReversed()) {
    if (parent.type !== "MemberExpression" || parent.object !== child || parent.computed) break;
    if (parent.property.type !== "Identifier" || typeof value === "function") break;
    names.push(parent.property.name);
    value = Object.entries(value ?? {}).find(([name]) => name === names.at(-1))?.[1];
    if (value === undefined) return names.join(".");
    child = parent;
  }
  return undefined;
};
