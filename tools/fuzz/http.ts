import { request } from "node:http";
import { connect } from "node:net";
import type { Surroundings } from "./attack.ts";

export interface HttpAttack {
  readonly url: string;
  readonly method: string;
  /** As it goes onto the wire; not normalized as a URL would be. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
}

/** Answers take less than this on a machine that is busy; a long poll may take 20 s. */
export const hangMs = 60_000;

// What Node's client refuses to send goes over a socket of its own.
const isPlain = (text: string) => /^[\x21-\x7e]*$/.test(text);
const isPlainValue = (text: string) => /^[\x20-\x7e\t]*$/.test(text);

const oneLine = (text: string, length: number) => {
  const quoted = JSON.stringify(text).slice(1, -1);
  return quoted.length > length ? `${quoted.slice(0, length)}... (${text.length})` : quoted;
};

export const summaryOf = ({ url, method, path, headers, body }: HttpAttack): string => {
  const shown = Object.entries(headers)
    .filter(([name]) => !["authorization", "content-length"].includes(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${oneLine(value, 60)}`);
  return `${new URL(url).port} ${method} ${oneLine(path, 200)} ${shown.join(", ")}${body ? ` ${oneLine(String(body), 400)}` : ""}`;
};

export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

const overSocket = ({ url, method, path, headers, body = "" }: HttpAttack): Promise<number | undefined> => {
  const head = [
    `${method} ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: close",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return sendRaw(url, [Buffer.from(`${head.join("\r\n")}\r\n\r\n`), Buffer.from(body)]);
};

/** Sends bytes as they are, ends its side, and resolves with the status of the first answer. */
export const sendRaw = (url: string, parts: readonly Buffer[]): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let head = "";
    const limit = setTimeout(() => {
      socket.destroy();
      reject(new NoAnswerError(`Neither answered nor closed within ${hangMs} ms.`));
    }, hangMs);
    socket.on("data", (chunk) => {
      if (head.length < 64) head += chunk.toString("latin1");
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // The other side may stop reading what it refuses.
      if (error.code === "ECONNREFUSED") reject(error);
    });
    socket.on("close", () => {
      clearTimeout(limit);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
      resolve(status === undefined ? undefined : Number(status));
    });
    for (const part of parts) socket.write(part);
    socket.end();
  });

/** Sends a request, reads the answer to its end, and resolves with the status. */
export const sendHttp = (attack: HttpAttack, { agent }: Surroundings): Promise<number | undefined> => {
  const { url, method, path, headers, body } = attack;
  const names = Object.entries(headers);
  if (!isPlain(path) || path === "" || names.some(([, value]) => !isPlainValue(value)))
    return overSocket(attack);
  return new Promise((resolve, reject) => {
    let status: number | undefined;
    const sent = request(
      {
        agent,
        host: "127.0.0.1",
        port: new URL(url).port,
        method,
        path,
        headers: { ...headers, ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) },
      },
      (answer) => {
        status = answer.statusCode;
        // Cut off: there was an answer all the same.
        answer.on("error", () => {});
        answer.resume();
        // A stream of events has no end of its own.
        if (answer.headers["content-type"]?.startsWith("text/event-stream")) sent.destroy();
      },
    );
    // Of the whole exchange: an answer that trickles is no answer either.
    const limit = setTimeout(
      () => sent.destroy(new NoAnswerError(`Not answered whole within ${hangMs} ms.`)),
      hangMs,
    );
    sent.on("upgrade", (answer, socket) => {
      status = answer.statusCode;
      socket.destroy();
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // A refused body may end the connection before all of it is sent.
      if (error.code !== "EPIPE" && error.code !== "ECONNRESET") reject(error);
    });
    sent.on("close", () => {
      clearTimeout(limit);
      resolve(status);
    });
    sent.end(body);
  });
};
