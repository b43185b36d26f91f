import { EventEmitter } from "node:events";
import http from "node:http";
import https from "node:https";
import { Writable } from "node:stream";
import type { ThreadStart } from "../emulators/lambda/worker/protocol.ts";
import { lineWriter, runtimeConsole, setRequestId } from "../emulators/lambda/worker/thread/console.ts";
import { dateOf } from "../emulators/lambda/worker/thread/date-of.ts";
import type { OwnGlobals } from "./load-bundle.ts";
import type { NetworkClient } from "./virtual-network.ts";

export interface FunctionGlobals extends OwnGlobals {
  readonly process: { env: NodeJS.ProcessEnv };
  /** Names the invocation that is under way, as AWS's runtime does. */
  begin(requestId: string): void;
}

/** Getters of the real global refuse another object in its place. */
const inherited = Object.create(
  globalThis,
  Object.fromEntries(
    Object.entries(Object.getOwnPropertyDescriptors(globalThis))
      .filter(([, { get }]) => get)
      .map(([name]) => [
        name,
        {
          get: () => Reflect.get(globalThis, name) as unknown,
          set(this: object, value: unknown) {
            Object.defineProperty(this, name, { value, writable: true, configurable: true });
          },
        },
      ]),
  ),
) as object;

const standardStream = (log: (line: string) => void) =>
  Object.assign(new Writable(), { write: lineWriter(log), isTTY: false });

/** What belongs to one execution environment: its variables, its output, its network and its clock. */
export const functionGlobals = (options: {
  readonly start: Pick<ThreadStart, "logFormat" | "logLevel">;
  readonly env: NodeJS.ProcessEnv;
  readonly network: NetworkClient;
  /** Milliseconds by which its clock is ahead. */
  readonly skewMs: number;
  log(line: string): void;
  exit(code: number): void;
}): FunctionGlobals => {
  const { env, network, log } = options;
  const own = Object.create(inherited) as Record<string, unknown>;
  let requestId: string | undefined;
  const events = new EventEmitter();
  const listening = Object.fromEntries(
    (
      ["on", "once", "off", "addListener", "removeListener", "emit", "listeners", "listenerCount"] as const
    ).map((name) => [name, (events[name] as (...given: unknown[]) => unknown).bind(events)]),
  );
  const ownProcess = Object.assign(Object.create(process) as object, listening, {
    env: { ...env },
    exit: (code = 0) => {
      options.exit(code);
      throw new Error(`process.exit(${code})`);
    },
  }) as FunctionGlobals["process"];
  Object.defineProperties(ownProcess, {
    stdout: { value: standardStream(log) },
    stderr: { value: standardStream(log) },
  });
  const ownConsole = { ...console, ...runtimeConsole(options.start, log, () => requestId) };
  const now = Date.now;
  const ownDate = options.skewMs === 0 ? Date : dateOf(() => now() + options.skewMs);
  const request = network.request;
  const get = (...given: Parameters<typeof request>) => request(...given).end();
  Object.assign(own, {
    globalThis: own,
    global: own,
    process: ownProcess,
    console: ownConsole,
    Date: ownDate,
    fetch: network.fetch,
  });
  return {
    globalThis: own,
    process: ownProcess,
    console: ownConsole,
    Date: ownDate,
    fetch: network.fetch,
    modules: { http: { ...http, request, get }, https: { ...https, request, get } },
    begin(id) {
      requestId = id;
      setRequestId(id, own);
    },
  };
};
