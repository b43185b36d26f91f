import { EventEmitter } from "node:events";

/** What code does with the socket of a request: it waits for it, limits how long nothing may come, and ends it. */
export class CallSocket extends EventEmitter {
  readonly connecting = false;
  readonly remoteAddress: string;
  readonly remotePort: number;
  destroyed = false;
  readonly #end: (error?: Error) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor({ hostname, port }: URL, end: (error?: Error) => void) {
    super();
    this.remoteAddress = hostname;
    this.remotePort = Number(port);
    this.#end = end;
  }

  setTimeout(ms: number, listener?: () => void): this {
    clearTimeout(this.#timer);
    if (ms > 0) this.#timer = setTimeout(() => this.emit("timeout"), ms).unref();
    if (listener) this[ms > 0 ? "once" : "removeListener"]("timeout", listener);
    return this;
  }

  /** Something came or went. */
  refresh(): void {
    this.#timer?.refresh();
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    clearTimeout(this.#timer);
    this.#end(error);
    this.emit("close", error !== undefined);
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
