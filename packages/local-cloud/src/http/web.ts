import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";

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

/** Sets a header to each of its values, in the place of those it had; cookies are added. */
export const setHeader = (headers: Headers, name: string, value: string | readonly string[]): void => {
  if (name !== "set-cookie") headers.delete(name);
  for (const each of [value].flat()) headers.append(name, each);
};

const streamed = new WeakSet<Response>();

/**
 * An answer that goes out while it is being made. `pieces` throws to break the connection off, which is how a client
 * learns that it is not whole; its `return` is called when the client goes away.
 */
export const streamedResponse = (
  init: { readonly status: number; readonly headers: Headers },
  pieces: AsyncIterator<Uint8Array>,
): Response => {
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await pieces.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: () => void pieces.return?.(),
    },
    { highWaterMark: 0 },
  );
  const response = new Response(body, init);
  streamed.add(response);
  return response;
};

/** Cookies stay headers of their own; everything else that came several times is one, as Fetch joins it. */
export const sendWebResponse = async (answer: Response, response: ServerResponse): Promise<void> => {
  const body = streamed.has(answer) ? undefined : Buffer.from(await answer.arrayBuffer());
  for (const [name, value] of answer.headers)
    if (name !== "set-cookie" && name !== "content-length" && !hopByHop.has(name))
      response.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.statusCode = answer.status;
  if (body) return void response.end(body);
  response.flushHeaders();
  // A source that fails and a client that goes away both end here: neither is a failure of whoever passes it on.
  await pipeline(Readable.fromWeb(answer.body as WebStream), response).catch(() => {});
};
