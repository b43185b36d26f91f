import { Helper } from "velocityjs";
import { compileExpression, compileReference } from "./expressions.ts";
import { setProperty } from "./java-methods.ts";
import { isMap, isMissing, isTrue, javaString } from "./java-values.ts";
import type { Evaluate, Run, Scope, Write } from "./run.ts";
import { type Block, type Node, type Reference, VtlError } from "./syntax.ts";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const MAX_ITERATIONS = 1000;

// velocityjs' own renderer differs from Java's Velocity in many places and parses quoted strings anew at each
// rendering, so only its parser is used: the tree becomes closures.
export const compileNodes = (nodes: Node[], scope: Scope): Write => {
  const writes = nodes.map((node) => compileNode(node, scope));
  if (writes.length === 1) return writes[0]!;
  return (run) => {
    for (const write of writes) {
      if (run.ending) return;
      write(run);
    }
  };
};

const compileNode = (node: Node, scope: Scope): Write => {
  if (typeof node === "string") return writeText(node);
  if (Array.isArray(node)) return compileBlock(node, scope);
  switch (node.type) {
    case "raw":
      return writeText(node.value);
    case "references":
      return compileOutput(node, scope);
    case "set":
      return compileSet(node.equal[0], node.equal[1], scope);
    case "macro_call":
      return compileCall(node, scope);
    case "break":
    case "stop": {
      const ending = node.type;
      return (run) => {
        run.ending = ending;
      };
    }
    case "comment":
      return () => {};
    default:
      throw new VtlError(`#${node.type} is not expected here in the mapping template.`);
  }
};

const writeText = (text: string): Write => {
  return (run) => {
    run.out += text;
  };
};

const compileOutput = (node: Reference, scope: Scope): Write => {
  const evaluate = compileReference(node, scope);
  const text = Helper.getRefText(node as never);
  return (run) => {
    const value = evaluate(run);
    if (value instanceof Defined) value.write(run);
    else if (!isMissing(value)) run.out += javaString(value);
    // API Gateway prints nothing for a missing field of a known variable, and an unknown variable as it stands.
    else if (node.leader !== "$!" && !run.variables.has(node.id)) run.out += text;
  };
};

/** What `#define` leaves in a variable. */
class Defined {
  readonly write: Write;

  constructor(write: Write) {
    this.write = write;
  }
}

const compileSet = (target: Reference, value: Node, scope: Scope): Write => {
  const evaluate = compileExpression(value, scope);
  const path = target.path ?? [];
  const last = path.at(-1);
  if (!last) {
    return (run) => {
      run.variables.set(target.id, evaluate(run));
    };
  }
  if (last.type === "method")
    throw new VtlError(`#set cannot assign to ${Helper.getRefText(target as never)}.`);
  const owner = compileReference({ ...target, path: path.slice(0, -1) }, scope);
  const key: Evaluate = last.type === "index" ? compileExpression(last.id, scope) : () => last.id;
  return (run) => setProperty(owner(run), key(run), evaluate(run));
};

const compileBlock = (block: Block, scope: Scope): Write => {
  const [head, ...body] = block;
  switch (head.type) {
    case "if":
      return compileIf(block, scope);
    case "foreach":
      return compileForeach(head.to, compileExpression(head.from, scope), compileNodes(body, scope));
    case "macro":
      scope.macros.set(head.id, {
        parameters: (head.args || []).map((arg) => (arg as Reference).id),
        write: compileNodes(body, scope),
      });
      return () => {};
    case "define": {
      const defined = new Defined(compileNodes(body, scope));
      return (run) => void run.variables.set(head.id, defined);
    }
    case "noescape":
      return compileNodes(body, scope);
    default:
      throw new VtlError(`#${head.type} blocks are not supported in mapping templates.`);
  }
};

const compileIf = (block: Block, scope: Scope): Write => {
  const branches: { when: Evaluate; body: Node[] }[] = [];
  for (const node of block as Node[]) {
    const type = typeof node === "object" && !Array.isArray(node) ? node.type : "text";
    if (type === "if" || type === "elseif")
      branches.push({ when: compileExpression((node as { condition: Node }).condition, scope), body: [] });
    else if (type === "else") branches.push({ when: () => true, body: [] });
    else branches.at(-1)!.body.push(node);
  }
  const compiled = branches.map(({ when, body }) => ({ when, write: compileNodes(body, scope) }));
  return (run) => compiled.find(({ when }) => isTrue(when(run)))?.write(run);
};

const compileForeach = (variable: string, from: Evaluate, body: Write): Write => {
  return (run) => {
    const source = from(run);
    const items = Array.isArray(source) ? source : isMap(source) ? Object.values(source) : [];
    const saved = [variable, "foreach", "velocityCount"].map(
      (name) => [name, run.variables.has(name), run.variables.get(name)] as const,
    );
    const length = Math.min(items.length, MAX_ITERATIONS);
    for (let index = 0; index < length && !run.ending; index++) {
      run.variables.set(variable, items[index]);
      run.variables.set("velocityCount", index + 1);
      run.variables.set("foreach", {
        index,
        count: index + 1,
        hasNext: index + 1 < items.length,
        first: index === 0,
        last: index + 1 === items.length,
      });
      body(run);
    }
    if (run.ending === "break") run.ending = undefined;
    restore(run, saved);
  };
};

const restore = (run: Run, saved: (readonly [string, boolean, unknown])[]): void => {
  for (const [name, had, value] of saved) {
    if (had) run.variables.set(name, value);
    else run.variables.delete(name);
  }
};

const compileCall = (node: Extract<Node, { type: "macro_call" }>, scope: Scope): Write => {
  const args = (node.args || []).map((arg) => compileExpression(arg, scope));
  if (node.id === "evaluate") return (run) => scope.compileText(javaString(args[0]?.(run)))(run);
  if (node.id === "parse" || node.id === "include")
    throw new VtlError(`#${node.id} reads files, which API Gateway does not allow in mapping templates.`);
  const text = Helper.getRefText(node as never);
  return (run) => {
    const macro = scope.macros.get(node.id);
    if (!macro) {
      run.out += text;
      return;
    }
    const values = args.map((arg) => arg(run));
    const saved = macro.parameters.map(
      (name) => [name, run.variables.has(name), run.variables.get(name)] as const,
    );
    for (const [i, name] of macro.parameters.entries()) run.variables.set(name, values[i]);
    macro.write(run);
    restore(run, saved);
  };
};
