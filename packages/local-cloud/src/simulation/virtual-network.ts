import { EventEmitter } from "node:events";
import http, { type IncomingMessage, type RequestOptions, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { type CallsPort, serveCalls } from "../carrier/serve-calls.ts";
import { CallRequest } from "../emulators/lambda/worker/thread/call-request.ts";
import { type CallerPort, createCalls } from "../emulators/lambda/worker/thread/calls.ts";
import { type RequestArguments, readArguments } from "../emulators/lambda/worker/thread/carry-calls.ts";
import { isLoopback, LOOPBACK } from "../http/hosts.ts";
import { hasNoBody } from "../http/web.ts";
import type { Scheduler } from "./scheduler.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** One request with its answer, on its way. */
export interface NetworkCall {
  /** A function's name, or who else asks. */
  readonly from: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
}

/** What the network does to a call; the sender of one that is lost sees a connection that was reset. */
export type Fate = "whole" | "request lost" | "answer lost";

export interface NetworkTrouble {
  fate(call: NetworkCall): Fate;
  /** Milliseconds that a message takes. */
  latency(): number;
}

/** Who sends requests, and can be cut off. */
export interface NetworkClient {
  /** As `http.request`. */
  request(...args: RequestArguments): CallRequest;
  fetch: typeof fetch;
  /** Nothing that it sends from now on goes out, and nothing comes in. */
  cut(): void;
}

export interface Network {
  listen(port: number, answer: Answer): number;
  /** Lets go of a port, where it is still this server's. */
  close(port: number, answer: Answer): void;
  /** All servers are gone at once: their ports are free, and whoever waits for an answer sees the connection break. */
  reset(): void;
  client(name: string): NetworkClient;
}

interface Message {
  readonly type: string;
  readonly id: number;
  readonly method?: string;
  readonly path?: string;
}

/** One end of a channel whose messages take time; those of one call keep their order. */
class End extends EventEmitter implements CallerPort, CallsPort {
  peer!: End;
  isClosed = false;
  readonly #send: (message: Message, from: End) => void;

  constructor(send: (message: Message, from: End) => void) {
    super();
    this.#send = send;
  }

  postMessage(message: object): void {
    if (!this.isClosed) this.#send(message as Message, this);
  }

  close(): void {
    this.isClosed = true;
    this.removeAllListeners("message");
  }

  ref(): void {}

  unref(): void {}
}

/** Who calls that is no function: customers, and what stands in for a third party. */
const OUTSIDE = "outside";

const FIRST_FREE_PORT = 20_000;

export const createNetwork = (scheduler: Scheduler, trouble: NetworkTrouble): Network => {
  const ports = new Map<number, Answer>();
  /** Where something answers, or did. */
  const known = new Set<number>();
  const servers = new Set<End>();
  let lastPort = FIRST_FREE_PORT;

  const connect = (name: string, port: number): End => {
    const lost = new Set<number>();
    const lastDue = new Map<number, number>();
    const carry = (message: Message, to: End) => {
      const due = Math.max(scheduler.now() + trouble.latency(), (lastDue.get(message.id) ?? 0) + 0.001);
      lastDue.set(message.id, due);
      scheduler.after(due - scheduler.now(), () => {
        if (!to.isClosed) to.emit("message", message);
        // It was on its way when its server went.
        else if (message.type === "request") carry({ type: "cut", id: message.id }, to.peer);
      });
    };
    const send = (message: Message, from: End) => {
      const { type, id } = message;
      if (type === "request") {
        const { method = "", path = "" } = message;
        const fate = trouble.fate({ from: name, port, method, path });
        if (fate === "request lost") return carry({ type: "cut", id }, from);
        if (fate === "answer lost") lost.add(id);
      }
      if ((type === "answer" || type === "cut") && lost.has(id)) return carry({ type: "cut", id }, from.peer);
      if (from === server && lost.has(id)) return;
      carry(message, from.peer);
    };
    const client = new End(send);
    const server = new End(send);
    Object.assign(client, { peer: server });
    Object.assign(server, { peer: client });
    servers.add(server);
    serveCalls(server, {
      answer: ports.get(port) ?? ((_, response) => void response.destroy()),
      warn: (message) => {
        throw new Error(message);
      },
    });
    return client;
  };

  return {
    listen(wanted, answer) {
      const port = wanted || ++lastPort;
      ports.set(port, answer);
      known.add(port);
      return port;
    },
    close(port, answer) {
      if (ports.get(port) === answer) ports.delete(port);
    },
    reset() {
      ports.clear();
      for (const server of servers) {
        server.emit("close");
        // Once whoever waits is told.
        scheduler.after(0, () => server.close());
      }
      servers.clear();
    },
    client(name) {
      const ends = new Map<number, { end: End; calls: ReturnType<typeof createCalls> }>();
      let isCut = false;
      const callsTo = (port: number) => {
        const before = ends.get(port);
        if (before && !before.end.peer.isClosed) return before.calls;
        const end = connect(name, port);
        const calls = createCalls(end);
        if (isCut) end.close();
        // One that nobody answers is no connection.
        if (ports.has(port)) ends.set(port, { end, calls });
        return calls;
      };
      const open = (options: RequestOptions) => {
        const host = options.hostname ?? options.host ?? "localhost";
        const port = Number(options.port ?? options.defaultPort ?? 80);
        const isOwn = isLoopback(host) || host.endsWith(".localhost") || host.endsWith(`-${LOOPBACK}`);
        if (!isOwn || !known.has(port))
          throw new Error(`Nothing answers at ${host}:${port} in a simulation, and ${name} called it.`);
        return new CallRequest(callsTo(port), new URL(`http://${LOOPBACK}:${port}`), options);
      };
      const request = (...args: RequestArguments) => {
        const [options, listener] = readArguments(args);
        const call = open(options);
        return listener ? call.once("response", listener) : call;
      };
      return {
        request,
        fetch: fetchBy(request),
        cut() {
          isCut = true;
          for (const { end } of ends.values()) {
            end.close();
            end.peer.emit("close");
            servers.delete(end.peer);
          }
        },
      };
    },
  };
};

const fetchBy =
  (request: NetworkClient["request"]): typeof fetch =>
  async (input, init) => {
    const asked = new Request(input, init);
    const url = new URL(asked.url);
    const body = Buffer.from(await asked.arrayBuffer());
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = request(url, { method: asked.method, headers: Object.fromEntries(asked.headers) });
      call.once("response", resolve).once("error", reject);
      asked.signal.addEventListener("abort", () => call.destroy(asked.signal.reason), { once: true });
      call.end(...(body.length > 0 ? [body] : []));
    });
    const status = answer.statusCode!;
    const headers = new Headers();
    for (const [name, values = []] of Object.entries(answer.headersDistinct))
      for (const value of values) headers.append(name, value);
    const content = await buffer(answer);
    return new Response(hasNoBody(status) ? null : new Uint8Array(content), { status, headers });
  };

/** What `http.createServer` makes, for a port of the simulated network. */
class VirtualServer extends EventEmitter {
  maxConnections = 0;
  #port = 0;
  readonly #network: Network;
  readonly #answer: Answer;

  constructor(network: Network, answer: Answer) {
    super();
    this.#network = network;
    this.#answer = answer;
  }

  listen(port: number, _host: string, listening: () => void): this {
    this.#port = this.#network.listen(port, this.#answer);
    process.nextTick(listening);
    return this;
  }

  address() {
    return { address: LOOPBACK, family: "IPv4", port: this.#port };
  }

  close(closed?: () => void): this {
    this.#network.close(this.#port, this.#answer);
    if (closed) process.nextTick(closed);
    return this;
  }

  closeAllConnections(): void {}

  unref(): this {
    return this;
  }
}

/** Servers of `node:http`, and `fetch`, are of the simulated network, whenever there is one. */
export const installNetwork = (current: () => Network | undefined): void => {
  const { createServer } = http;
  const { fetch } = globalThis;
  http.createServer = ((...given: [object, Answer]) => {
    const network = current();
    return network ? new VirtualServer(network, given[1]) : Reflect.apply(createServer, http, given);
  }) as typeof http.createServer;
  const clients = new WeakMap<Network, NetworkClient>();
  const client = () => {
    const network = current();
    if (!network) return undefined;
    const known = clients.get(network) ?? network.client(OUTSIDE);
    clients.set(network, known);
    return known;
  };
  const { request } = http;
  http.request = ((...given: RequestArguments) =>
    client()?.request(...given) ?? Reflect.apply(request, http, given)) as typeof http.request;
  globalThis.fetch = (...given) => client()?.fetch(...given) ?? fetch(...given);
};
