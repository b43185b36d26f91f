import { type IncomingMessage, type OutgoingHttpHeaders, request as send } from "node:http";
import type { Duplex } from "node:stream";
import type { Exchange } from "../http/listen.ts";
import { HttpRefusal } from "../http/refusal.ts";
import { refuseUpgrade } from "../http/refuse-upgrade.ts";
import { hopByHop } from "../http/web.ts";

/** As if its page came from the development server itself, which may let in no other origin. */
const headersFor = ({ headers }: IncomingMessage, target: URL): OutgoingHttpHeaders => {
  const { origin, referer, ...others } = headers;
  const own = `http://${headers.host}`;
  const moved = (value: string) => value.replace(own, target.origin);
  return {
    ...others,
    host: target.host,
    ...(origin !== undefined && { origin: moved(origin) }),
    ...(referer !== undefined && { referer: moved(referer) }),
  };
};

const optionsFor = (request: IncomingMessage, target: URL, path: string) => ({
  host: target.hostname.replace(/^\[|\]$/g, ""),
  port: target.port || 80,
  method: request.method,
  path,
  headers: headersFor(request, target),
});

/** Hands a request on to `target` and its answer back, bit by bit. Rejects while nothing is answered. */
export const forward = ({ request, response }: Exchange, target: URL, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const outgoing = send(optionsFor(request, target, path), (answer) => {
      for (const [name, value] of Object.entries(answer.headers))
        if (value !== undefined && !hopByHop.has(name)) response.setHeader(name, value);
      const { location } = answer.headers;
      if (location?.startsWith(`${target.origin}/`))
        response.setHeader("location", location.slice(target.origin.length));
      response.writeHead(answer.statusCode ?? 502);
      response.flushHeaders();
      answer.pipe(response);
      answer.once("error", () => response.destroy());
      response.once("close", resolve);
    });
    outgoing.once("error", (error) =>
      reject(new HttpRefusal(502, "BadGateway", `The development server does not answer: ${error.message}`)),
    );
    response.once("close", () => outgoing.destroy());
    request.pipe(outgoing);
  });

/** The same for a WebSocket, which is how pages learn that a source changed. */
export const forwardSocket = (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  target: URL,
  path: string,
): void => {
  const outgoing = send(optionsFor(request, target, path));
  outgoing.once("upgrade", (answer, upstream, first) => {
    const lines = answer.rawHeaders.flatMap((name, index, all) =>
      index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
    );
    socket.write([`HTTP/1.1 101 Switching Protocols`, ...lines, "", ""].join("\r\n"));
    if (first.length > 0) socket.write(first);
    if (head.length > 0) upstream.write(head);
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
    upstream.once("close", () => socket.destroy());
    socket.once("close", () => upstream.destroy());
    upstream.pipe(socket).pipe(upstream);
  });
  outgoing.once("response", (answer) => {
    answer.resume();
    refuseUpgrade(socket, `${answer.statusCode} ${answer.statusMessage}`);
  });
  outgoing.once("error", () => refuseUpgrade(socket, "502 Bad Gateway"));
  outgoing.end();
};
