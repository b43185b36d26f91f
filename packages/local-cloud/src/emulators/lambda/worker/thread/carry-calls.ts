import http from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { urlToHttpOptions } from "node:url";
import type { MessagePort } from "node:worker_threads";
import { CallRequest } from "./call-request.ts";
import { createCalls } from "./calls.ts";

export type RequestArguments = [
  url: string | URL | http.RequestOptions,
  options?: http.RequestOptions | Listener,
  listener?: Listener,
];
type Listener = (answer: http.IncomingMessage) => void;

/** As `http.request` takes them. */
export const readArguments = ([url, ...rest]: RequestArguments): [
  options: http.RequestOptions,
  listener?: Listener,
] => {
  const isUrl = typeof url === "string" || url instanceof URL;
  const given = isUrl ? urlToHttpOptions(new URL(url)) : url;
  const listener = rest.find((one) => typeof one === "function");
  const more = isUrl ? rest.find((one) => typeof one === "object") : undefined;
  return [{ ...given, ...more }, listener];
};

/** Whether a request goes to the local cloud, and nobody wants to make its connection. */
const isForCloud = (options: http.RequestOptions, { hostname, port }: URL): boolean => {
  const { agent, createConnection, socketPath, headers, protocol } = options;
  const name = options.hostname ?? options.host ?? "localhost";
  const isOwn = name === hostname || name.endsWith(`-${hostname}`) || /^(?:.+\.)?localhost$/.test(name);
  return (
    isOwn &&
    String(options.port ?? options.defaultPort ?? 80) === port &&
    (protocol ?? "http:") === "http:" &&
    !createConnection &&
    !socketPath &&
    (!agent || Object.getPrototypeOf(agent) === http.Agent.prototype) &&
    !Object.keys(headers ?? {}).some((header) => header.toLowerCase() === "upgrade")
  );
};

/**
 * Takes requests by `node:http` to the local cloud as messages, whatever client makes them and whether or not it is part
 * of a bundle: neither side then has to do with sockets, or to parse HTTP.
 */
export const carryCalls = (endpoint: URL, port: MessagePort): void => {
  const calls = createCalls(port);
  const { request } = http;
  http.request = ((...args: RequestArguments) => {
    const [options, listener] = readArguments(args);
    if (!isForCloud(options, endpoint)) return Reflect.apply(request, http, args);
    const call = new CallRequest(calls, endpoint, options);
    return listener ? call.once("response", listener) : call;
  }) as unknown as typeof http.request;
  http.get = ((...args: Parameters<typeof http.request>) => http.request(...args).end()) as typeof http.get;
  syncBuiltinESMExports();
};
