import { AsyncLocalStorage } from "node:async_hooks";
import { type Agent, globalAgent, type IncomingMessage, type RequestOptions, STATUS_CODES } from "node:http";
import { Incoming } from "../../../../carrier/incoming.ts";
import { Outgoing } from "../../../../carrier/outgoing.ts";
import type { RequestHead, ToThread } from "../../../../carrier/protocol.ts";
import { CallSocket } from "./call-socket.ts";
import type { Call, Calls } from "./calls.ts";

const WITHOUT_BODY: ReadonlySet<string> = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "TRACE"]);

const connectionReset = (message: string) => Object.assign(new Error(message), { code: "ECONNRESET" });

/** A request that goes to the local cloud as messages, in the shape of Node's `ClientRequest`. */
export class CallRequest extends Outgoing implements Call {
  readonly method: string;
  readonly path: string;
  readonly protocol = "http:";
  readonly host: string;
  readonly agent: Agent;
  readonly reusedSocket = false;
  aborted = false;
  socket: CallSocket | null = null;
  res: IncomingMessage | undefined;
  readonly #calls: Calls;
  readonly #endpoint: URL;
  readonly #inContext = AsyncLocalStorage.snapshot();
  #id: number | undefined;
  #held: [message: object, transfer: ArrayBuffer[]][] = [];
  #answer: Incoming | undefined;
  #timeoutMs: number | undefined;

  constructor(calls: Calls, endpoint: URL, options: RequestOptions) {
    // It is over with its answer, and not when it is sent.
    super({ autoDestroy: false });
    this.#calls = calls;
    this.#endpoint = endpoint;
    this.method = (options.method ?? "GET").toUpperCase();
    this.path = options.path || "/";
    if (/[^\u0021-\u00ff]/.test(this.path))
      throw Object.assign(new TypeError("Request path contains unescaped characters"), {
        code: "ERR_UNESCAPED_CHARACTERS",
      });
    this.host = options.hostname ?? options.host ?? "localhost";
    this.agent = typeof options.agent === "object" ? options.agent : globalAgent;
    this.#setHeaders(options);
    if (options.timeout) this.setTimeout(options.timeout);
    if (options.signal) this.#follow(options.signal);
    calls.open(this);
    if (this.hasHeader("expect")) this.flushHeaders();
  }

  #setHeaders({ headers, setHost = true, port, auth }: RequestOptions): void {
    const given = Array.isArray(headers)
      ? headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]] as const] : []))
      : Object.entries(headers ?? {});
    for (const [name, value] of given)
      if (value !== undefined) this.appendHeader(name, value as string | string[]);
    if (setHost && !this.hasHeader("host"))
      this.setHeader("Host", Number(port) === 80 ? this.host : `${this.host}:${port}`);
    if (auth && !this.hasHeader("authorization"))
      this.setHeader("Authorization", `Basic ${Buffer.from(auth).toString("base64")}`);
  }

  #follow(signal: AbortSignal): void {
    const abort = () =>
      this.destroy(
        Object.assign(new Error("The operation was aborted", { cause: signal.reason }), {
          name: "AbortError",
          code: "ABORT_ERR",
        }),
      );
    if (signal.aborted) process.nextTick(abort);
    signal.addEventListener("abort", abort, { once: true });
    this.once("close", () => signal.removeEventListener("abort", abort));
  }

  get connection(): CallSocket | null {
    return this.socket;
  }

  begin(id: number): void {
    this.#id = id;
    this.#inContext(() => {
      const socket = new CallSocket(this.#endpoint, (error) => this.destroy(error));
      this.socket = socket;
      socket.on("timeout", () => this.emit("timeout"));
      if (this.#timeoutMs !== undefined) socket.setTimeout(this.#timeoutMs);
      for (const [message, transfer] of this.#held.splice(0)) this.send(message, transfer);
      this.emit("socket", socket);
      if (this.hasHeader("expect")) this.emit("continue");
    });
  }

  receive(message: ToThread): void {
    this.socket?.refresh();
    this.#inContext(() => {
      if (message.type === "more") return this.more();
      if (message.type === "cut")
        return this.#answer
          ? this.#answer.destroy(connectionReset("aborted"))
          : this.destroy(connectionReset("socket hang up"));
      if (message.type === "answer") this.#receiveHead(message);
      this.#answer?.arrive(message.chunk, message.last);
    });
  }

  #receiveHead({ status, reason, headers }: Extract<ToThread, { type: "answer" }>): void {
    const answer = new Incoming(this.socket ?? {}, headers, (type) =>
      this.#calls.post({ type, id: this.#id }),
    );
    answer.statusCode = status;
    answer.statusMessage = reason || STATUS_CODES[status] || "";
    Object.assign(answer, { req: this });
    this.#answer = answer;
    this.res = answer;
    answer.once("close", () => this.destroy());
    if (!this.emit("response", answer)) answer.resume();
  }

  setTimeout(ms: number, listener?: () => void): this {
    this.#timeoutMs = ms;
    this.socket?.setTimeout(ms);
    if (listener) this[ms > 0 ? "once" : "removeListener"]("timeout", listener);
    return this;
  }

  setNoDelay(): void {}

  setSocketKeepAlive(): void {}

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    process.nextTick(() => this.emit("abort"));
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const answer = this.#answer;
    if (!answer && this.#id !== undefined) this.#calls.post({ type: "cut", id: this.#id });
    this.#calls.close(this, this.#id);
    if (answer && !answer.complete) answer.destroy(connectionReset("aborted"));
    done(error ?? (answer ? null : connectionReset("socket hang up")));
    this.socket?.destroy();
  }

  protected mayHaveBody(): boolean {
    return true;
  }

  protected frame(length: number | undefined): void {
    if (length === undefined) this.setHeader("Transfer-Encoding", "chunked");
    else if (length > 0 || !WITHOUT_BODY.has(this.method)) this.setHeader("Content-Length", length);
  }

  protected head(): RequestHead {
    return { type: "request", method: this.method, path: this.path, headers: this.rawHeaders };
  }

  protected send(message: object, transfer: ArrayBuffer[]): void {
    if (this.#id === undefined) this.#held.push([message, transfer]);
    else this.#calls.post({ ...message, id: this.#id }, transfer);
    this.socket?.refresh();
  }
}
