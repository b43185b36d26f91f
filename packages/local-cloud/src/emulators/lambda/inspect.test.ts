import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";

const HANDLERS = fileURLToPath(new URL("./fixtures/handlers.ts", import.meta.url));
const LINE = readFileSync(HANDLERS, "utf8")
  .split("\n")
  .findIndex((line) => line.includes("a breakpoint goes here"));

let child: ChildProcess | undefined;
let socket: WebSocket | undefined;
afterEach(() => {
  socket?.terminate();
  child?.kill();
});

type Message = {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
};

/** The little of a debugger's protocol that VS Code uses for worker threads: sessions through the NodeWorker domain. */
const connect = async (url: string) => {
  socket = new WebSocket(url);
  await once(socket, "open");
  let lastId = 0;
  const answers = new Map<string, (result: Record<string, unknown>) => void>();
  const events: ((session: string, message: Message) => void)[] = [];
  const take = (session: string, message: Message) => {
    if (message.id !== undefined) answers.get(`${session}/${message.id}`)?.(message.result ?? {});
    else for (const listener of events) listener(session, message);
  };
  socket.on("message", (data) => {
    const message: Message = JSON.parse(String(data));
    if (message.method === "NodeWorker.receivedMessageFromWorker")
      take(String(message.params!.sessionId), JSON.parse(String(message.params!.message)));
    else take("main", message);
  });
  const send = (session: string, method: string, params: object = {}) => {
    const id = ++lastId;
    const answer = new Promise<Record<string, unknown>>((done) => answers.set(`${session}/${id}`, done));
    if (session === "main") socket!.send(JSON.stringify({ id, method, params }));
    else
      void send("main", "NodeWorker.sendMessageToWorker", {
        sessionId: session,
        message: JSON.stringify({ id, method, params }),
      });
    return answer;
  };
  const next = <Params>(method: string, match: (params: Params) => boolean = () => true) =>
    new Promise<{ session: string; params: Params }>((done) =>
      events.push((session, message) => {
        const params = message.params as Params;
        if (message.method === method && match(params)) done({ session, params });
      }),
    );
  return { send, next };
};

interface Script {
  url: string;
  sourceMapURL: string;
}
interface Paused {
  callFrames: { url: string; location: { lineNumber: number; columnNumber: number } }[];
}

const sourceMapOf = ({ url, sourceMapURL }: Script) => {
  const file = resolve(dirname(fileURLToPath(url)), sourceMapURL);
  const map = new SourceMap(JSON.parse(readFileSync(file, "utf8")));
  const origin = (line: number, column: number) => {
    const entry = map.findEntry(line, column);
    return "originalSource" in entry && entry.originalSource
      ? { source: resolve(dirname(file), entry.originalSource), line: entry.originalLine }
      : undefined;
  };
  return { origin, lines: readFileSync(fileURLToPath(url), "utf8").split("\n") };
};

test("a breakpoint in a handler's source is hit, and the function may stand there beyond its timeout", async () => {
  child = fork(new URL("./fixtures/inspected.ts", import.meta.url), [], {
    execArgv: ["--inspect=127.0.0.1:0"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const url = await new Promise<string>((found) =>
    createInterface({ input: child!.stderr! }).on("line", (line) => {
      const match = /ws:\/\/\S+/.exec(line);
      if (match) found(match[0]);
    }),
  );
  const debug = await connect(url);
  const attached = debug.next<{ sessionId: string }>("NodeWorker.attachedToWorker");
  await debug.send("main", "NodeWorker.enable", { waitForDebuggerOnStart: false });
  const worker = (await attached).params.sessionId;
  const parsed = debug.next<Script>("Debugger.scriptParsed", (script) =>
    script.url.endsWith("/slow/bundle.mjs"),
  );
  await debug.send(worker, "Debugger.enable");
  const { params: script } = await parsed;
  const map = sourceMapOf(script);
  const lineInBundle = map.lines.findIndex((line) => line.includes("doubled = event.ms * 2"));
  await debug.send(worker, "Debugger.setBreakpointByUrl", { url: script.url, lineNumber: lineInBundle });

  const paused = debug.next<Paused>("Debugger.paused");
  const answer = once(child, "message");
  child.send("invoke");
  const { lineNumber, columnNumber } = (await paused).params.callFrames[0]!.location;
  expect(map.origin(lineNumber, columnNumber)).toEqual({ source: HANDLERS, line: LINE });

  await debug.send(worker, "Debugger.resume");
  // The handler runs for 1.2 s with a timeout of 1 s.
  expect((await answer)[0]).toEqual({ doubled: 2400 });
});
