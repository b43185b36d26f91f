import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { VirtualHost } from "../core/cloud.ts";
import { type AwsApiHost, handleAwsApi } from "./aws-api.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";

export interface Gateway {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  serve(host: VirtualHost): void;
  /** The virtual host a URL belongs to and the URL as the host sees it; undefined when it is not one of ours. */
  find(url: URL, hostHeader?: string): { host: VirtualHost; url: URL } | undefined;
  /** From now on requests to the AWS API are answered; before that they get 503. */
  open(api: AwsApiHost): void;
  close(): Promise<void>;
}

// API Gateway takes 10 MB; some more, so that its own answer to an oversized body is what the client sees.
const bodyLimit = 16 * 1024 * 1024;

const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  return size > bodyLimit ? undefined : Buffer.concat(chunks, size);
};

/** The URL of a request; undefined when it is none. Not resolved against a base: `//name/` would become the host. */
const urlOf = ({ url = "/" }: IncomingMessage): URL | undefined =>
  URL.parse(url.startsWith("/") ? `http://127.0.0.1${url}` : url) ?? undefined;

const toWebRequest = (request: IncomingMessage, url: URL, body: Buffer) =>
  new Request(url, {
    method: request.method,
    headers: Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      value === undefined || name === "connection" || name === "host" ? [] : [[name, String(value)]],
    ),
    ...(body.length > 0 && request.method !== "GET" && request.method !== "HEAD"
      ? { body: new Uint8Array(body) }
      : {}),
  });

const sendWebResponse = async (answer: Response, response: ServerResponse) => {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.end(Buffer.from(await answer.arrayBuffer()));
};

// Browsers call Cognito from the page's origin, as they do on AWS.
const allowBrowsers = (request: IncomingMessage, response: ServerResponse) => {
  if (!request.headers.origin) return;
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("access-control-expose-headers", "x-amzn-requestid,x-amzn-errortype");
  if (request.method !== "OPTIONS") return;
  response.setHeader("access-control-allow-methods", "POST, GET, OPTIONS");
  response.setHeader(
    "access-control-allow-headers",
    request.headers["access-control-request-headers"] ?? "*",
  );
  response.setHeader("access-control-max-age", "600");
};

/**
 * The one HTTP endpoint of the local cloud, on 127.0.0.1: the AWS API of every emulated service, told apart by the
 * scope of the request's signature, and the virtual hosts (REST APIs, realtime endpoints, key sets).
 * Rejects with the system's error when the port is taken; port 0 takes any.
 */
export const startGateway = async (port: number): Promise<Gateway> => {
  const hosts = new Map<string, VirtualHost>();
  let api: AwsApiHost | undefined;

  const find: Gateway["find"] = (url, hostHeader) => {
    const path = /^\/_host\/([^/]+)(\/.*)?$/.exec(url.pathname);
    const name = path?.[1] ?? (hostHeader ?? url.host).split(":")[0]!;
    const host = hosts.get(name.toLowerCase());
    return (
      host && {
        host,
        url: new URL(`${path?.[2] ?? (path ? "/" : url.pathname)}${url.search}`, `https://${name}`),
      }
    );
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = urlOf(request);
    if (!url) return response.writeHead(400).end(JSON.stringify({ message: "Bad Request" }));
    const body = await readBody(request);
    if (!body) {
      response.statusCode = 413;
      return response.end(JSON.stringify({ message: "Request Too Long" }));
    }
    const found = find(url, request.headers.host);
    if (found)
      return sendWebResponse(
        await found.host.fetch(toWebRequest(request, found.url, body), { causes: [] }),
        response,
      );
    allowBrowsers(request, response);
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    const wellKnown = /^\/[^/]+\/\.well-known\//.test(url.pathname) && identityHost(hosts);
    if (wellKnown) {
      const target = new URL(url.pathname, `https://${wellKnown.host}`);
      return sendWebResponse(
        await wellKnown.fetch(toWebRequest(request, target, body), { causes: [] }),
        response,
      );
    }
    if (!api)
      return response.writeHead(503).end(JSON.stringify({ message: "The local cloud is still starting." }));
    return handleAwsApi(api, request, response, url, body);
  };

  const server: Server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      api?.cloud.warn(
        `${request.method} ${request.url} failed: ${error instanceof Error ? error.stack : String(error)}`,
      );
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  // A Lambda worker keeps connections open between invocations, which may be minutes apart.
  server.keepAliveTimeout = 120_000;
  // The server lets go of the sockets it hands over here, and they would keep it from closing.
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
    // A client that goes away while it is answered is nothing to fail for.
    socket.on("error", () => socket.destroy());
    const url = urlOf(request);
    const found = url && find(url, request.headers.host);
    if (found?.host.upgrade) found.host.upgrade(request, socket, head, found.url);
    else refuseUpgrade(socket, "404 Not Found");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const bound = (server.address() as AddressInfo).port;

  return {
    port: bound,
    endpoint: `http://127.0.0.1:${bound}`,
    serve: (host) => {
      hosts.set(host.host.toLowerCase(), host);
    },
    find,
    open: (host) => {
      api = host;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      }),
  };
};

const identityHost = (hosts: ReadonlyMap<string, VirtualHost>) =>
  [...hosts.values()].find((host) => host.host.startsWith("cognito-idp."));
