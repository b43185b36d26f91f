import { Agent, request } from "node:http";

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** One request over a kept connection; lighter than `fetch`, since the client shares the machine with what it measures. */
export const send = (
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body = "",
): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method, agent, headers: { ...headers, ...(body && { "content-length": Buffer.byteLength(body) }) } },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () =>
          resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
        incoming.on("error", reject);
      },
    );
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      // The server may close a kept connection just when it is used again: https://nodejs.org/api/http.html#requestreusedsocket
      if (outgoing.reusedSocket && error.code === "ECONNRESET") resolve(send(method, url, headers, body));
      else reject(error);
    });
    outgoing.end(body);
  });
