import { createHash, createHmac, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as querystring from "node:querystring";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
  Scope,
} from "quickjs-emscripten-core";
import { GLOBALS, MEMBERS } from "./builtins.ts";
import { LIMITS } from "./limits.ts";
import { type Preparation, prepare, type SandboxHost } from "./prepare.ts";

/** What a function reads of its key value store. */
export interface StoreView {
  readonly id: string;
  readonly created: number;
  readonly updated: number;
  readonly entries: ReadonlyMap<string, string>;
}

export interface Invocation {
  readonly code: string;
  readonly event: { readonly context: { readonly eventType: string } };
  /** Milliseconds since the epoch; the time during the whole run. */
  readonly now: number;
  readonly store?: StoreView;
  /** From 0 to 1, as `Math.random`. */
  random?(): number;
}

/** The origin that a function chose instead of the one of its behavior. */
export type ChosenOrigin =
  | { readonly update: Readonly<Record<string, unknown>> }
  | { readonly select: string; readonly settings?: Readonly<Record<string, unknown>> };

export interface RunResult {
  /** What the handler returned, as JSON has it; absent when it failed. */
  readonly value?: unknown;
  readonly error?: string;
  readonly origin?: ChosenOrigin;
  readonly logs: readonly string[];
  /** 0 to 100: the share of what is allowed. */
  readonly computeUtilization: number;
  readonly reads: number;
}

export interface Sandbox {
  /** Runs the code from its beginning, in a world of its own. */
  run(invocation: Invocation): Promise<RunResult>;
}

// Its declarations say that it has a default export within its default export, which depends on who loads it.
const wasm = ("default" in variant ? variant.default : variant) as unknown as QuickJSSyncVariant;

// The engine asks each time so many steps are over.
const STEPS_A_LOOK = 10_000;

/** Runs functions in QuickJS, which is compiled to WebAssembly: they reach nothing of this process. */
export const createSandbox = async (): Promise<Sandbox> => {
  const start = () => newQuickJSWASMModuleFromVariant(wasm);
  let engine = await start();
  return {
    run: async (invocation) => {
      try {
        return run(engine, invocation);
      } catch (error) {
        // What nests deeper than this process can follow leaves the engine in no state to go on.
        engine = await start();
        return {
          error: `InternalError: ${(error as Error).message}`,
          logs: [],
          computeUtilization: 100,
          reads: 0,
        };
      }
    },
  };
};

const bufferSource = () => {
  const require = createRequire(import.meta.url);
  // The slash keeps Node from taking its own.
  const source = (name: string) => JSON.stringify(readFileSync(require.resolve(`${name}/`), "utf8"));
  return `(() => {
    const sources = { buffer: ${source("buffer")}, "base64-js": ${source("base64-js")}, ieee754: ${source("ieee754")} };
    const require = (name) => {
      const module = { exports: {} };
      new Function("module", "exports", "require", sources[name])(module, module.exports, require);
      return module.exports;
    };
    const loaded = require("buffer");
    return () => loaded;
  })()`;
};
let bufferText: string | undefined;

/** What a context takes before the function, with and without `buffer`: to count it takes a tenth of a run. */
const preparedBytes = new Map<boolean, number>();

interface Notes {
  readonly logs: string[];
  logged: number;
  reads: number;
  origin?: ChosenOrigin;
}

const hostOf = (
  { store, random = () => randomInt(2 ** 47) / 2 ** 47 }: Invocation,
  notes: Notes,
): SandboxHost => ({
  read(key) {
    notes.reads++;
    return JSON.stringify({ value: store?.entries.get(key) });
  },
  describeStore: () =>
    JSON.stringify({
      creationDateTime: new Date(store?.created ?? 0).toISOString(),
      lastUpdatedDateTime: new Date(store?.updated ?? 0).toISOString(),
      keyCount: store?.entries.size ?? 0,
    }),
  digest: (algorithm, secret, data) =>
    (secret === undefined ? createHash(algorithm) : createHmac(algorithm, Buffer.from(secret, "hex")))
      .update(Buffer.from(data, "hex"))
      .digest("hex"),
  encode: (text, encoding) => Buffer.from(text, encoding as BufferEncoding).toString("hex"),
  decode: (hex, encoding) => Buffer.from(hex, "hex").toString(encoding as BufferEncoding),
  query(operation, args) {
    const given = JSON.parse(args) as [never, never, never, never];
    const { parse, stringify, escape: escaped, unescape: unescaped } = querystring;
    const operations: Record<string, (...args: never[]) => unknown> = {
      parse,
      stringify,
      escape: escaped,
      unescape: unescaped,
    };
    return JSON.stringify(operations[operation]?.(...given) ?? "");
  },
  log(line) {
    const left = LIMITS.logBytes - notes.logged;
    if (left <= 0) return;
    const kept = line.slice(0, left);
    notes.logged += kept.length;
    notes.logs.push(kept);
  },
  origin(settings) {
    notes.origin = JSON.parse(settings) as ChosenOrigin;
  },
  random,
});

/** An object of the sandbox whose functions call those of `host` with text and numbers. */
const exposed = (context: QuickJSContext, host: SandboxHost): QuickJSHandle => {
  const object = context.newObject();
  for (const [name, member] of Object.entries(host) as [string, (...args: unknown[]) => unknown][]) {
    const handle = context.newFunction(name, (...args) => {
      const answer = member(...args.map((arg) => context.dump(arg)));
      if (typeof answer === "string") return context.newString(answer);
      return typeof answer === "number" ? context.newNumber(answer) : context.undefined;
    });
    handle.consume((made) => context.setProp(object, name, made));
  }
  return object;
};

const MODULES = ["cloudfront", "crypto", "querystring", "buffer"];
const HANDLER = "__handler";
const MADE = "__made";

const run = (engine: QuickJSWASMModule, invocation: Invocation): RunResult => {
  const notes: Notes = { logs: [], logged: 0, reads: 0 };
  const steps = { looks: Number.NEGATIVE_INFINITY };
  const runtime = engine.newRuntime();
  runtime.setMaxStackSize(256 * 1024);
  runtime.setInterruptHandler(() => ++steps.looks * STEPS_A_LOOK > LIMITS.steps);
  runtime.setModuleLoader((name) =>
    MODULES.includes(name)
      ? `const made = globalThis.${MADE}[${JSON.stringify(name)}]; export default made;`
      : { error: new Error(`Cannot find module "${name}"`) },
  );
  const context = runtime.newContext();
  const outcome = Scope.withScope((scope) => runIn(context, scope, invocation, notes, steps));
  context.dispose();
  runtime.dispose();
  const share = Math.round((steps.looks * STEPS_A_LOOK * 100) / LIMITS.steps);
  return {
    ...outcome,
    ...(notes.origin && { origin: notes.origin }),
    logs: notes.logs,
    computeUtilization: Math.min(100, Math.max(0, share)),
    reads: notes.reads,
  };
};

const runIn = (
  context: QuickJSContext,
  scope: Scope,
  invocation: Invocation,
  notes: Notes,
  steps: { looks: number },
): Pick<RunResult, "value" | "error"> => {
  const { code, event, now, store } = invocation;
  const kept = (handle: QuickJSHandle) => scope.manage(handle);
  const evaluated = (text: string) => kept(context.unwrapResult(context.evalCode(text)));
  const preparation: Preparation = {
    now,
    globals: GLOBALS,
    members: MEMBERS,
    store: store?.id,
    isRequest: event.context.eventType === "viewer-request",
  };
  const needsBuffer = /buffer|bytes|digest\(\s*\)/i.test(code);
  if (needsBuffer) bufferText ??= bufferSource();
  const tools = kept(
    context.unwrapResult(
      context.callFunction(
        evaluated(`(${String(prepare)})`),
        context.undefined,
        kept(exposed(context, hostOf(invocation, notes))),
        evaluated(`(${JSON.stringify(preparation)})`),
        needsBuffer ? evaluated(bufferText!) : context.undefined,
      ),
    ),
  );
  context.setProp(context.global, MADE, kept(context.getProp(tools, "modules")));
  if (!preparedBytes.has(needsBuffer)) preparedBytes.set(needsBuffer, memoryUsed(context));
  context.runtime.setMemoryLimit(preparedBytes.get(needsBuffer)! + LIMITS.memoryBytes);
  steps.looks = 0;

  const dumped = (error: QuickJSHandle): { error: string } => {
    const { name, message } = context.dump(kept(error)) as { name?: string; message?: string };
    return { error: readable(`${name ?? "Error"}: ${message ?? ""}`) };
  };
  // The code is a module, but for CloudFront it has no exports: its handler is a function of that name.
  const text = `${code}\n;globalThis.${HANDLER} = typeof handler === "function" ? handler : undefined;`;
  const loaded = context.evalCode(text, "function.js", { type: "module" });
  if (loaded.error) return dumped(loaded.error);
  const state = context.getPromiseState(kept(loaded.value));
  if (state.type === "rejected") return dumped(state.error);
  if (state.type === "fulfilled" && !state.notAPromise) kept(state.value);
  const handler = kept(context.getProp(context.global, HANDLER));
  evaluated(`delete globalThis.${HANDLER}; delete globalThis.${MADE};`);
  if (context.typeof(handler) !== "function")
    return { error: "ReferenceError: the code has no function of the name handler" };
  const ended: { how?: string; what?: string } = {};
  const end = context.newFunction("end", (how, what) => {
    ended.how ??= context.getString(how);
    ended.what ??= context.getString(what);
  });
  const result = context.callFunction(
    kept(context.getProp(tools, "run")),
    context.undefined,
    handler,
    kept(context.newString(JSON.stringify(event))),
    kept(end),
  );
  if (result.error) return dumped(result.error);
  kept(result.value);
  const jobs = context.runtime.executePendingJobs();
  if (jobs.error) return dumped(jobs.error);
  jobs.dispose();
  const { how, what = "" } = ended;
  if (how === undefined)
    return { error: "The function came to no end: it waits for a promise that nothing settles." };
  if (how === "failed") return { error: readable(what) };
  return { value: what === "" ? undefined : JSON.parse(what) };
};

const readable = (message: string): string => {
  if (message === "InternalError: interrupted") return "The function took more time than it may.";
  if (message === "InternalError: out of memory") return "The function took more memory than it may.";
  return message;
};

const memoryUsed = (context: QuickJSContext): number =>
  context.runtime.computeMemoryUsage().consume((usage) => {
    const { memory_used_size: size } = context.dump(usage) as { memory_used_size: number };
    return size;
  });
