import { createContext, Script } from "node:vm";
import { type ImportDeclaration, type ModuleDeclaration, type Program, parse } from "acorn";
import { z } from "zod";
import { LIMITS } from "./event-api.ts";
import { runtimeProblems } from "./runtime-rules.ts";
import { createUtil } from "./util.ts";

type Handler = (context: object) => unknown;

/** The handler functions a namespace's code exports. */
export interface Handlers {
  readonly onPublish?: Handler;
  readonly onSubscribe?: Handler;
}

interface HandlerHost {
  now(): number;
  log(level: string, values: readonly unknown[]): void;
}

/** APPSYNC_JS has none of these. */
const ABSENT_GLOBALS =
  "Date Promise Map Set WeakMap WeakSet WeakRef Proxy Reflect RegExp Symbol Intl WebAssembly Atomics SharedArrayBuffer".split(
    " ",
  );

const exported = z.looseObject({ onPublish: z.unknown().optional(), onSubscribe: z.unknown().optional() });

/**
 * Compiles the code of a channel namespace, once. Throws an error that lists everything in it that would fail on
 * AWS or that is not implemented here.
 */
export const compileHandlers = (code: string, namespace: string, host: HandlerHost): Handlers => {
  const util = createUtil(host.now);
  const program = parseModule(code, namespace);
  const { body, names, utilName, problems } = toFunctionBody(code, program);
  const all = [...problems, ...runtimeProblems(program, util, utilName)];
  if (all.length > 0)
    throw new Error(`The code handlers of channel namespace "${namespace}" cannot run: ${all.join("; ")}.`);

  const sandbox: { work?: () => unknown } = {};
  const context = createContext(sandbox, { codeGeneration: { strings: false, wasm: false } });
  for (const name of ABSENT_GLOBALS) new Script(`delete globalThis.${name}`).runInContext(context);
  const members = names.map(([local, name]) => `${JSON.stringify(name)}: ${local}`).join(", ");
  const script = new Script(
    `(function (__utils, console) { "use strict"; ${body}\nreturn { ${members} }; })`,
    {
      filename: `${namespace}.handlers.js`,
    },
  );
  // Only code that runs in the context can be stopped, also where it calls back into this process.
  const bounded = <T>(work: () => T): T => {
    sandbox.work = work;
    return call.runInContext(context, { timeout: LIMITS.handlerMs });
  };
  const run: unknown = script.runInContext(context);
  if (typeof run !== "function") throw new Error(`The code handlers of "${namespace}" did not compile.`);
  const log =
    (level: string) =>
    (...values: unknown[]) =>
      host.log(level, values.map(plain));
  const console = { log: log("log"), error: log("error"), warn: log("warn") };
  const { onPublish, onSubscribe } = exported.parse(
    bounded(() => run({ util, runtime: {}, extensions: {} }, console)),
  );
  return {
    ...handler("onPublish", onPublish, namespace, bounded),
    ...handler("onSubscribe", onSubscribe, namespace, bounded),
  };
};

const call = new Script("work()");

/** What is left of a value as JSON, which is how AppSync takes what code returns: no getters, functions or cycles. */
const plain = (value: unknown): unknown => {
  const json = JSON.stringify(value);
  return json === undefined ? undefined : JSON.parse(json);
};

const handler = (
  name: string,
  value: unknown,
  namespace: string,
  bounded: (work: () => unknown) => unknown,
): Record<string, Handler> => {
  if (value === undefined) return {};
  if (typeof value === "function") return { [name]: (context) => bounded(() => plain(value(context))) };
  throw new Error(
    `${name} of channel namespace "${namespace}" is not a function. Handlers with request and response work on a data source, which the local cloud does not implement.`,
  );
};

const parseModule = (code: string, namespace: string): Program => {
  try {
    return parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The code handlers of channel namespace "${namespace}" do not parse: ${message}.`, {
      cause,
    });
  }
};

/** Turns the module into the body of a function, line by line: imports become bindings, `export` disappears. */
const toFunctionBody = (code: string, program: Program) => {
  const problems: string[] = [];
  const names: [local: string, exported: string][] = [];
  let utilName: string | undefined;
  let body = "";
  let copied = 0;
  const replace = (from: number, to: number, text: string) => {
    body += code.slice(copied, from) + text + code.slice(from, to).replaceAll(/[^\n]/g, "");
    copied = to;
  };

  for (const node of program.body) {
    switch (node.type) {
      case "ImportDeclaration": {
        if (node.source.value !== "@aws-appsync/utils")
          problems.push(
            `line ${node.loc?.start.line}: import of ${JSON.stringify(node.source.value)} is not implemented`,
          );
        const bindings = importedNames(node);
        utilName ??= bindings.find(([imported]) => imported === "util")?.[1];
        const pairs = bindings.map(([imported, local]) => `${JSON.stringify(imported)}: ${local}`);
        replace(node.start, node.end, `const { ${pairs.join(", ")} } = __utils;`);
        break;
      }
      case "ExportNamedDeclaration":
        names.push(...exportedNames(node));
        if (node.declaration) replace(node.start, node.declaration.start, "");
        else replace(node.start, node.end, "");
        break;
      case "ExportDefaultDeclaration":
      case "ExportAllDeclaration":
        problems.push(`line ${node.loc?.start.line}: only named exports are read`);
        break;
    }
  }
  return { body: body + code.slice(copied), names, utilName, problems };
};

const importedNames = (node: ImportDeclaration): [imported: string, local: string][] =>
  node.specifiers.map((specifier) => [
    specifier.type === "ImportSpecifier" && specifier.imported.type === "Identifier"
      ? specifier.imported.name
      : "default",
    specifier.local.name,
  ]);

const exportedNames = (
  node: Extract<ModuleDeclaration, { type: "ExportNamedDeclaration" }>,
): [local: string, exported: string][] => {
  const { declaration } = node;
  const declared =
    declaration?.type === "VariableDeclaration"
      ? declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []))
      : declaration
        ? [declaration.id.name]
        : [];
  const listed = node.specifiers.flatMap(({ local, exported: as }): [string, string][] =>
    local.type === "Identifier" && as.type === "Identifier" ? [[local.name, as.name]] : [],
  );
  return [...declared.map((name): [string, string] => [name, name]), ...listed];
};
