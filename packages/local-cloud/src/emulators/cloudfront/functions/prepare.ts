/** What the sandbox may ask of this process: text in, text out. Bytes travel in hexadecimal digits. */
export interface SandboxHost {
  /** JSON of `{ value }`, or of nothing. */
  read(key: string): string;
  describeStore(): string;
  digest(algorithm: string, secret: string | undefined, data: string): string;
  encode(text: string, encoding: string): string;
  decode(hex: string, encoding: string): string;
  query(operation: string, args: string): string;
  log(line: string): void;
  /** The origin of the request, as JSON. */
  origin(settings: string): void;
  random(): number;
}

/** What `prepare` is told. */
export interface Preparation {
  now: number;
  globals: readonly string[];
  members: Readonly<Record<string, string>>;
  /** Id of the key value store that is associated. */
  store: string | undefined;
  isRequest: boolean;
}

/**
 * Makes the globals of `cloudfront-js-2.0`. Its text runs inside the sandbox, before the function's code: it may use
 * nothing but its arguments and the language.
 */
// biome-ignore lint/suspicious/noExplicitAny: it builds what has no types, out of globals that it takes away.
export const prepare = (host: SandboxHost, given: Preparation, loadBuffer: (() => any) | undefined): any => {
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const here = globalThis as any;
  const { stringify, parse } = JSON;
  const refuse = (what: string) =>
    function refused() {
      throw new TypeError(`${what} is not supported by cloudfront-js-2.0`);
    };

  const RealDate = Date;
  // Within a run, time stands still. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html#writing-functions-javascript-features-restricted-features-20
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const FrozenDate: any = function FrozenDate(...parts: []) {
    if (!new.target) return new RealDate(given.now).toString();
    return parts.length === 0 ? new RealDate(given.now) : new RealDate(...parts);
  };
  Object.defineProperty(FrozenDate, "name", { value: "Date" });
  FrozenDate.prototype = RealDate.prototype;
  RealDate.prototype.constructor = FrozenDate;
  FrozenDate.now = () => given.now;
  FrozenDate.parse = RealDate.parse;
  FrozenDate.UTC = RealDate.UTC;
  here.Date = FrozenDate;
  Math.random = () => host.random();

  const noConstructor = refuse("The Function constructor");
  noConstructor.prototype = Function.prototype;
  for (const sample of [() => {}, async () => {}, function* () {}, async function* () {}])
    Object.defineProperty(Object.getPrototypeOf(sample), "constructor", { value: noConstructor });
  here.Function = noConstructor;
  here.eval = refuse("eval()");

  const buffer = () => (loadBuffer ? loadBuffer() : undefined);
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const hexOf = (data: any): string => {
    if (typeof data === "string") return host.encode(data, "utf8");
    const bytes =
      data?.buffer instanceof ArrayBuffer
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
        : undefined;
    if (!bytes) throw new TypeError("data is neither a string nor a Buffer");
    let hex = "";
    for (let at = 0; at < bytes.length; at++) hex += (bytes[at]! < 16 ? "0" : "") + bytes[at]!.toString(16);
    return hex;
  };
  const bytesOf = (hex: string) => {
    const bytes = new Uint8Array(hex.length / 2);
    for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16);
    return bytes;
  };
  const bufferOf = (hex: string) => buffer().Buffer.from(bytesOf(hex).buffer);

  const hashing = (algorithm: string, secret: string | undefined) => {
    if (!["md5", "sha1", "sha256"].includes(algorithm))
      throw new TypeError(`not supported algorithm: "${algorithm}"`);
    let data = "";
    let done = false;
    const hash = {
      update(more: unknown) {
        if (done) throw new Error("Digest already called");
        data += hexOf(more);
        return hash;
      },
      digest(encoding: unknown) {
        if (done) throw new Error("Digest already called");
        if (encoding !== undefined && !["hex", "base64", "base64url"].includes(String(encoding)))
          throw new TypeError(`Unknown digest encoding: "${String(encoding)}"`);
        done = true;
        const hex = host.digest(algorithm, secret, data);
        return encoding === undefined ? bufferOf(hex) : host.decode(hex, String(encoding));
      },
    };
    return hash;
  };
  const crypto = {
    createHash: (algorithm: string) => hashing(algorithm, undefined),
    createHmac: (algorithm: string, secret: unknown) => hashing(algorithm, hexOf(secret)),
  };

  const asked =
    (operation: string) =>
    (...args: unknown[]) => {
      if (
        args.some(
          (arg) =>
            typeof arg === "object" &&
            arg !== null &&
            Object.values(arg).some((each) => typeof each === "function"),
        )
      )
        throw new TypeError(
          "functions among the options of querystring are not implemented by the local cloud",
        );
      return parse(host.query(operation, stringify(args)));
    };
  const querystring = {
    parse: asked("parse"),
    decode: asked("parse"),
    stringify: asked("stringify"),
    encode: asked("stringify"),
    escape: asked("escape"),
    unescape: asked("unescape"),
  };

  const kvs = (id?: unknown) => {
    if (given.store === undefined) throw new Error("The function is associated with no key value store");
    if (id !== undefined && id !== given.store)
      throw new Error(`The function is not associated with the key value store ${String(id)}`);
    const read = (key: unknown) => {
      if (typeof key !== "string") throw new TypeError("key is not a string");
      return parse(host.read(key)) as { value?: string };
    };
    return {
      async get(key: unknown, options: { format?: unknown } = {}) {
        const { value } = read(key);
        if (value === undefined)
          throw new Error(`The key ${stringify(key)} was not found in the key value store`);
        const { format = "string" } = options;
        if (format === "string") return value;
        if (format === "json") return parse(value);
        if (format === "bytes") return bufferOf(host.encode(value, "utf8"));
        throw new TypeError(`format is none of string, json and bytes: ${stringify(format)}`);
      },
      exists: async (key: unknown) => read(key).value !== undefined,
      meta: async () => parse(host.describeStore()),
    };
  };
  const onlyForRequests = (name: string) => {
    if (!given.isRequest) throw new Error(`${name} is there for viewer requests only`);
  };
  const cf = {
    kvs,
    updateRequestOrigin(settings: unknown) {
      onlyForRequests("updateRequestOrigin");
      host.origin(stringify({ update: settings ?? {} }));
    },
    selectRequestOriginById(id: unknown, settings?: unknown) {
      onlyForRequests("selectRequestOriginById");
      host.origin(stringify({ select: id, settings }));
    },
    createRequestOriginGroup: refuse("createRequestOriginGroup (in the local cloud; it"),
  };

  here.require = (name: unknown) => {
    if (name === "crypto") return crypto;
    if (name === "querystring") return querystring;
    if (name === "buffer") return buffer();
    throw new Error(`Cannot find module "${String(name)}"`);
  };
  here.console = {
    log: (value: unknown) => {
      host.log(typeof value === "string" ? value : (stringify(value) ?? String(value)));
    },
  };
  here.atob = (text: unknown) => host.decode(host.encode(String(text), "base64"), "latin1");
  here.btoa = (text: unknown) => {
    if (/[^\0-\u00ff]/.test(String(text))) throw new TypeError("invalid character (>= U+00FF)");
    return host.decode(host.encode(String(text), "latin1"), "base64");
  };
  here.TextEncoder = class TextEncoder {
    encoding = "utf-8";
    encode = (text: unknown = "") => bytesOf(host.encode(String(text), "utf8"));
  };
  here.TextDecoder = class TextDecoder {
    encoding = "utf-8";
    decode = (bytes?: unknown) => (bytes === undefined ? "" : host.decode(hexOf(bytes), "utf8"));
  };
  const { Promise: Promises } = here;
  const { then } = Promises.prototype;
  if (loadBuffer)
    Object.defineProperty(here, "Buffer", { value: buffer().Buffer, configurable: true, writable: true });

  for (const name of Object.getOwnPropertyNames(here)) if (!given.globals.includes(name)) delete here[name];
  for (const [path, listed] of Object.entries(given.members)) {
    const [owner, isPrototype] = path.split(".");
    const target = isPrototype ? here[owner!].prototype : here[owner!];
    const kept = [...listed.split(" "), "prototype", "constructor", "name"];
    for (const name of Object.getOwnPropertyNames(target)) if (!kept.includes(name)) delete target[name];
  }
  for (const name of ["findLast", "findLastIndex", "at", "with", "toSorted", "toReversed"])
    delete Object.getPrototypeOf(Uint8Array.prototype)[name];

  return {
    modules: { cloudfront: cf, crypto, querystring, buffer: loadBuffer ? buffer() : undefined },
    /** Runs the handler; tells how it ended, once. */
    run(handler: (event: unknown) => unknown, event: string, end: (how: string, what: string) => void) {
      const failed = (error: unknown) => {
        const named = error as { name?: unknown; message?: unknown };
        const isError = typeof error === "object" && error !== null;
        end(
          "failed",
          isError ? `${String(named.name ?? "Error")}: ${String(named.message ?? "")}` : String(error),
        );
      };
      const returned = (value: unknown) => {
        try {
          end("returned", stringify(value) ?? "");
        } catch (error) {
          failed(error);
        }
      };
      try {
        const value = handler(parse(event));
        if (value instanceof Promises) then.call(value, returned, failed);
        else returned(value);
      } catch (error) {
        failed(error);
      }
    },
  };
};
