import dns from "node:dns";
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import type { MessagePort } from "node:worker_threads";
import { carryCalls } from "./carry-calls.ts";

const localUrl = ({ hostname, pathname, search }: URL, endpoint: string): string => {
  const isService = /^[a-z-]+\.[a-z]+(?:-[a-z]+)+-\d\.amazonaws\.com$/.test(hostname);
  return `${endpoint}${isService ? "" : `/_host/${hostname}`}${pathname}${search}`;
};

/** `amazoncognito.com` has the domains of user pools. */
const isOfAws = (hostname: string): boolean => /\.amazon(?:aws|cognito)\.com$/.test(hostname);

const isApi = (hostname: unknown) =>
  typeof hostname === "string" && /\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/.test(hostname);

/**
 * Requests over TLS to the endpoint, and to an API by its name on AWS: that is how functions find the endpoint of
 * Realtime (`wss://${Resource.Realtime.endpoint}/mqtt`), and the `@connections` of a WebSocket API,
 * `https://${domainName}/${stage}`, as its events tell them.
 */
const stayLocalOverHttps = (endpoint: URL): void => {
  const { request } = https;
  https.request = ((options: https.RequestOptions, ...rest: unknown[]) => {
    const name = options?.hostname ?? options?.host;
    const isOwn = name === endpoint.hostname && String(options.port) === endpoint.port;
    if (!isOwn && !isApi(name)) return Reflect.apply(request, https, [options, ...rest]);
    const { hostname, port } = endpoint;
    const headers = { ...(options.headers as object), host: isOwn ? endpoint.host : name };
    const local = {
      ...options,
      protocol: "http:",
      agent: undefined,
      createConnection: undefined,
      hostname,
      host: hostname,
      port,
      headers,
    };
    return Reflect.apply(http.request, http, [local, ...rest]);
  }) as typeof https.request;
  syncBuiltinESMExports();
};

/**
 * Brings requests to the local cloud that know only AWS's own addresses: those of SST's clients (`sst/aws/bus`), which
 * take no endpoint, those to APIs by the name they have on AWS, and those of operations that put a prefix before the
 * endpoint's host (`sync-127.0.0.1`). Those by `node:http` go through `calls`, where there is such a port.
 */
export const stayLocal = (endpoint: string, calls: MessagePort | undefined): void => {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const url = URL.parse(input instanceof Request ? input.url : String(input));
    const isOwn = url?.protocol === "https:" && url.host === new URL(endpoint).host;
    if (!url || (!isOwn && !isOfAws(url.hostname))) return fetch(input, init);
    const { method, headers, body } = new Request(input, init);
    const sent = body && (await new Response(body).arrayBuffer());
    const local = isOwn ? `${endpoint}${url.pathname}${url.search}` : localUrl(url, endpoint);
    return fetch(local, { method, headers, body: sent });
  };

  if (calls) carryCalls(new URL(endpoint), calls);
  stayLocalOverHttps(new URL(endpoint));

  const { lookup } = dns;
  const local = new URL(endpoint).hostname;
  const find = (hostname: string, ...rest: unknown[]) =>
    Reflect.apply(lookup, dns, [hostname.endsWith(`-${local}`) ? local : hostname, ...rest]);
  Object.assign(dns, { lookup: Object.assign(find, lookup) });
};
