import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";

// Of one connection only: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
export const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Whether the Fetch standard refuses a response of this status that has a body. */
export const hasNoBody = (status: number): boolean => status === 204 || status === 205 || status === 304;

/** The request at another URL, with each value of a header that came several times. */
export const toWebRequest = (request: IncomingMessage, url: URL | string, body: Buffer): Request => {
  const { method = "GET" } = request;
  // The Fetch standard refuses a body with these.
  const bodiless = method === "GET" || method === "HEAD" || body.length === 0;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(request.headersDistinct))
    if (!hopByHop.has(name) && !(bodiless && name === "content-length"))
      for (const value of values) headers.append(name, value);
  return new Request(url, { method, headers, body: bodiless ? undefined : new Uint8Array(body) });
};

export const streamOf = (parts: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> => {
  const iterator = parts[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
};

const streams = new WeakSet<Response>();

/** A response whose body is sent as it comes; of any other it is sent at once, which is quicker. */
export const streamedResponse = (body: ReadableStream<Uint8Array>, init: ResponseInit): Response => {
  const response = new Response(body, init);
  streams.add(response);
  return response;
};

/** Cookies stay headers of their own; everything else that came several times is one, as Fetch joins it. */
export const sendWebResponse = async (answer: Response, response: ServerResponse): Promise<void> => {
  const body = streams.has(answer) ? answer.body : Buffer.from(await answer.arrayBuffer());
  for (const [name, value] of answer.headers)
    if (name !== "set-cookie" && name !== "content-length" && !hopByHop.has(name))
      response.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.statusCode = answer.status;
  if (!(body instanceof ReadableStream)) {
    response.end(body);
    return;
  }
  // Who goes away hears no more; what breaks off in the middle ends without its last part.
  await pipeline(Readable.fromWeb(body as NodeReadableStream), response).catch(() => {});
};
