import type { IncomingMessage } from "node:http";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { serveCalls } from "../carrier/serve-calls.ts";
import type { VirtualHost } from "../core/cloud.ts";
import { forLast } from "../core/for-last.ts";
import { ensureCertificate } from "../http/certificate.ts";
import { hostInPath } from "../http/hosts.ts";
import { type Exchange, type Listener, type ListenerOptions, listen } from "../http/listen.ts";
import { HttpRefusal } from "../http/refusal.ts";
import { sendWebResponse, toWebRequest } from "../http/web.ts";
import { type AwsApiHost, handleAwsApi, needsNoSignature, signerOf, takeoverOf } from "./aws-api.ts";
import { createGatewayGuard } from "./guard.ts";

export interface Gateway {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  serve(host: VirtualHost): void;
  /** The virtual host a URL belongs to and the URL as the host sees it; undefined when it is not one of ours. */
  find(url: URL): { host: VirtualHost; url: URL } | undefined;
  /** Lets pages of an origin call what needs no signature; other pages are refused. */
  allow(origin: string): void;
  /** The end for a thread of a port whose requests are answered as if they came to `endpoint`. */
  takeCalls(): MessagePort;
  /** From now on requests to the AWS API are answered; before that they get 503. */
  open(api: AwsApiHost): void;
  close(): Promise<void>;
}

// API Gateway takes 10 MB; some more, so that its own answer to an oversized body is what the client sees.
const bodyLimit = 16 * 1024 * 1024;

// Browsers call Cognito from the page's origin, as they do on AWS.
const allowReader = (reader: string, { request, response }: Exchange) => {
  response.setHeader("access-control-allow-origin", reader);
  response.setHeader("access-control-expose-headers", "x-amzn-requestid,x-amzn-errortype");
  response.setHeader("vary", "origin");
  if (request.method !== "OPTIONS") return;
  response.setHeader("access-control-allow-methods", "POST");
  const asked = request.headers["access-control-request-headers"];
  if (asked) response.setHeader("access-control-allow-headers", asked);
  response.setHeader("access-control-max-age", "600");
};

/**
 * The one HTTP endpoint of the local cloud, on 127.0.0.1: the AWS API of every emulated service, told apart by the
 * scope of the request's signature, and the virtual hosts (REST APIs, realtime endpoints, key sets).
 * It takes TLS, too, with the certificate in the file `certificate`, which it makes for the first client that wants it.
 * Rejects with the system's error when the port is taken; port 0 takes any.
 */
export const startGateway = async (
  port: number,
  {
    settled,
    certificate,
    listenAt = listen,
  }: Pick<ListenerOptions, "settled"> & { readonly certificate: string; readonly listenAt?: typeof listen },
): Promise<Gateway> => {
  const hosts = new Map<string, VirtualHost>();
  const byPath = new Map<string, VirtualHost>();
  let api: AwsApiHost | undefined;

  const find: Gateway["find"] = (url) => {
    const asked = hostInPath(url) ?? { host: url.hostname, path: url.pathname };
    const name = asked.host.toLowerCase();
    const host = hosts.get(name);
    return host && { host, url: new URL(`https://${name}${asked.path}${url.search}`) };
  };

  /** Also by a path that a host has for itself, or that token libraries put behind the endpoint instead of the issuer. */
  const hostOf = forLast(({ headers }: IncomingMessage, url: URL): ReturnType<Gateway["find"]> => {
    const found = find(url);
    if (found) return found;
    const own = headers.authorization === undefined ? byPath.get(url.pathname) : undefined;
    if (own) return { host: own, url: new URL(`https://${own.host}${url.pathname}${url.search}`) };
    if (!/^\/[^/]+\/\.well-known\//.test(url.pathname)) return undefined;
    const host = [...hosts.values()].find((candidate) => candidate.issuesTokens);
    return host && { host, url: new URL(`https://${host.host}${url.pathname}`) };
  });

  const guard = createGatewayGuard((request) => api !== undefined && needsNoSignature(api, request));

  const handle = async (exchange: Exchange) => {
    const { request, response, url } = exchange;
    const found = hostOf(request, url);
    const takeover = found || !api ? undefined : takeoverOf(api, request, url);
    if (api && takeover) return takeover.handle(exchange, api);
    const reader = found ? undefined : guard.readerOf(request);
    if (reader) allowReader(reader, exchange);
    if (reader && request.method === "OPTIONS") {
      response.statusCode = 204;
      return response.end();
    }
    const body = await exchange.body(bodyLimit);
    if (found) {
      const sent = toWebRequest(request, found.url, body);
      const signer = api && signerOf(api, request, url);
      const context = { causes: signer?.causes() ?? [], signer, headers: request.headersDistinct };
      return sendWebResponse(await found.host.fetch(sent, context), response);
    }
    if (!api) throw new HttpRefusal(503, "Starting", "The local cloud is still starting.");
    return handleAwsApi(api, request, response, url, body);
  };

  const warn = (message: string) => (api ? api.cloud.warn(message) : console.error(message));
  const listener: Listener = await listenAt({
    name: "The AWS endpoint",
    port,
    settled,
    // A Lambda worker keeps connections open between invocations, which may be minutes apart.
    keepAliveMs: 120_000,
    // The SDK's client of Kinesis speaks nothing else.
    http2: true,
    tls: {
      async certificate() {
        try {
          return await ensureCertificate(certificate);
        } catch (error) {
          warn(`The certificate ${certificate} cannot be made: ${(error as Error).message}`);
          throw error;
        }
      },
      untrusted: () =>
        warn(
          `A client does not trust the certificate of the AWS endpoint. In a browser, open ${listener.url.replace("http", "https")}/mqtt once and accept it; a program takes it from ${certificate} (Node: NODE_EXTRA_CA_CERTS).`,
        ),
    },
    warn,
    guard: (request, url) => {
      const found = hostOf(request, url);
      const isTaken = !found && api !== undefined && takeoverOf(api, request, url) !== undefined;
      return guard.refusalOf(request, url, isTaken ? "taken" : found?.host);
    },
    handle,
    upgrade(request, socket, head, url) {
      const found = hostOf(request, url);
      if (!found?.host.upgrade) throw new HttpRefusal(404, "NotFound", "No host takes this upgrade.");
      found.host.upgrade(request, socket, head, found.url, api && signerOf(api, request, url));
    },
  });
  return {
    port: listener.port,
    endpoint: listener.url,
    serve: (host) => {
      hosts.set(host.host.toLowerCase(), host);
      if (host.path !== undefined) byPath.set(host.path, host);
    },
    find,
    allow: guard.allow,
    takeCalls: () => {
      const { port1, port2 } = new MessageChannel();
      serveCalls(port1, { answer: listener.answer, warn });
      return port2;
    },
    open: (host) => {
      api = host;
    },
    close: listener.close,
  };
};
