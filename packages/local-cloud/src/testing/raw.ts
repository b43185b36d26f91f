import { connect } from "node:net";

/** What a port answers to bytes that no HTTP client would send: everything until the connection ends. */
export const sendRaw = (port: number, bytes: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    socket.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" ? resolve(answer) : reject(error),
    );
    socket.once("close", () => resolve(answer));
  });

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);

/** A request by its first line and headers, on a connection of its own. */
export const rawRequest = (firstLine: string, headers: Record<string, string> = {}, body = ""): string =>
  [
    firstLine,
    ...Object.entries({ host: "127.0.0.1", connection: "close", ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    "",
    body,
  ].join("\r\n");

/** Sends a chunked body without end, and counts the bytes that the port took until it stopped. */
export const flood = (port: number, firstLine: string, headers: Record<string, string>, most: number) =>
  new Promise<{ answer: string; taken: number }>((resolve) => {
    const chunk = Buffer.alloc(1024 * 1024, "x");
    const frame = Buffer.concat([
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from("\r\n"),
    ]);
    const head = rawRequest(firstLine, { "transfer-encoding": "chunked", ...headers });
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(head, fill));
    const taken = () => socket.bytesWritten - socket.writableLength;
    const fill = (error?: Error | null) => {
      if (error || taken() > most) socket.destroy();
      else socket.write(frame, fill);
    };
    socket.on("data", (data) => {
      answer += data.toString("latin1");
    });
    socket.on("error", () => {});
    socket.once("close", () => resolve({ answer, taken: taken() }));
  });
