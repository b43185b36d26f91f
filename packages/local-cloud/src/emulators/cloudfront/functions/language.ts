import { type AnyNode, type Program, parse } from "acorn";
import { fullAncestor } from "acorn-walk";
import { LIMITS } from "./limits.ts";

/**
 * What the parser of `cloudfront-js-2.0` does not take, of what today's JavaScript has: AWS lists what it takes, by
 * edition of the standard. Such code is accepted by AWS and fails there with the first request.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html#writing-functions-javascript-features-core-20
 */
const REFUSED: Partial<Record<AnyNode["type"], string>> = {
  ForOfStatement: "for-of (use a counter or forEach)",
  ClassDeclaration: "classes",
  ClassExpression: "classes",
  YieldExpression: "generators",
  SpreadElement: "the spread syntax (use concat, apply or Object.assign)",
  ObjectPattern: "destructuring",
  ArrayPattern: "destructuring",
  AssignmentPattern: "default values of parameters",
  ChainExpression: "?.",
  ImportExpression: "dynamic import",
  MetaProperty: "new.target and import.meta",
  TaggedTemplateExpression: "tagged templates",
  ExportNamedDeclaration: "exports",
  ExportDefaultDeclaration: "exports",
  ExportAllDeclaration: "exports",
  PrivateIdentifier: "private members",
  WithStatement: "with",
};

const GONE = new Set(
  "setTimeout setInterval setImmediate clearTimeout fetch XMLHttpRequest WebSocket process Map Set WeakMap WeakSet WeakRef Proxy Reflect BigInt Intl URL URLSearchParams structuredClone Headers Request Response".split(
    " ",
  ),
);
const MODULES = new Set(["cloudfront", "crypto", "querystring", "buffer"]);

const refusal = (node: AnyNode): string | undefined => {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      if (node.generator) return "generators";
      return node.async && node.type === "ArrowFunctionExpression" ? "async arrow functions" : undefined;
    case "CatchClause":
      return node.param ? undefined : "catch without a name for the error";
    case "AssignmentExpression":
      return /^(\?\?|\|\||&&)=$/.test(node.operator) ? node.operator : undefined;
    case "Literal":
      if ("bigint" in node && node.bigint) return "BigInt";
      return "regex" in node && /[^gimuy]/.test(node.regex?.flags ?? "")
        ? "flags of regular expressions but g, i, m, u and y"
        : undefined;
    case "ImportDeclaration":
      return MODULES.has(String(node.source.value))
        ? undefined
        : `import of ${JSON.stringify(node.source.value)}`;
    case "CallExpression":
    case "NewExpression":
      return node.callee.type === "Identifier" && ["eval", "Function"].includes(node.callee.name)
        ? `${node.callee.name}(): code is not made while it runs`
        : undefined;
    default:
      return REFUSED[node.type];
  }
};

const isHandler = (node: Program["body"][number]): boolean => {
  if (node.type === "FunctionDeclaration") return node.id.name === "handler";
  if (node.type !== "VariableDeclaration") return false;
  return node.declarations.some(({ id }) => id.type === "Identifier" && id.name === "handler");
};

/** Whether a name is read as a variable, not as a member or key. */
const isVariable = (node: AnyNode, parent: AnyNode | undefined): boolean => {
  if (parent?.type === "MemberExpression") return parent.object === node || parent.computed;
  if (parent?.type === "Property") return parent.value === node;
  return true;
};

/** One sentence for each reason why the code of a function would not run on AWS. */
export const problemsOf = (code: string): string[] => {
  const problems = new Set<string>();
  const bytes = Buffer.byteLength(code);
  if (bytes > LIMITS.codeBytes)
    problems.add(`its code has ${bytes} bytes, and a function has ${LIMITS.codeBytes} at most`);
  let program: Program;
  try {
    program = parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true });
  } catch (error) {
    return [...problems, `its code does not parse: ${(error as Error).message}`];
  }
  const declared = new Set<string>();
  fullAncestor(program, (node) => {
    const { type, id } = node as AnyNode & { id?: AnyNode | null };
    if ((type === "VariableDeclarator" || type === "FunctionDeclaration") && id?.type === "Identifier")
      declared.add(id.name);
  });
  fullAncestor(program, (node, _state, ancestors) => {
    const any = node as AnyNode;
    const parent = ancestors.at(-2) as AnyNode | undefined;
    const line = any.loc?.start.line ?? "?";
    const refused = refusal(any);
    if (refused) problems.add(`line ${line}: cloudfront-js-2.0 does not support ${refused}`);
    if (any.type === "Identifier" && GONE.has(any.name) && !declared.has(any.name) && isVariable(any, parent))
      problems.add(`line ${line}: cloudfront-js-2.0 has no ${any.name}`);
  });
  if (!program.body.some(isHandler)) problems.add("its code has no function of the name handler");
  return [...problems];
};
