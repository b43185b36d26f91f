import type { IncomingMessage } from "node:http";
import { LOOPBACK } from "./hosts.ts";

const hostName = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

// Some operations of SDKs put a prefix before the endpoint's host (`sync-127.0.0.1`, `000000000000.localhost`). No DNS
// server has such a name.
const withoutPrefix = (host: string) =>
  host.replace(/^(?:[a-z-]+-(?=127\.0\.0\.1(?::|$))|\d{12}\.(?=localhost(?::|$)))/, "");

/** `headers` has only the first of two, and `headersDistinct` takes as long as all else that is looked at. */
const namesHostTwice = (rawHeaders: readonly string[]): boolean => {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]!.length === 4 && rawHeaders[at]!.toLowerCase() === "host") count++;
  return count > 1;
};

/**
 * The URL a request is for, with the host that its sender named; undefined when it is none. The path is not resolved
 * against a base, which would make a host of `//name/`.
 */
export const targetOf = ({ url: target = "", headers, rawHeaders }: IncomingMessage): URL | undefined => {
  const host = withoutPrefix(headers.host ?? LOOPBACK);
  if (!hostName.test(host) || namesHostTwice(rawHeaders)) return undefined;
  if (!target.startsWith("/") && !/^https?:\/\//i.test(target)) return undefined;
  const url = URL.parse(target.startsWith("/") ? `http://${host}${target}` : target);
  return url && url.username === "" && url.password === "" ? url : undefined;
};

/** The path with its escapes resolved; undefined when they are not UTF-8, or hide a NUL. */
export const decodedPath = ({ pathname }: Pick<URL, "pathname">): string | undefined => {
  try {
    const path = decodeURIComponent(pathname);
    return path.includes("\0") ? undefined : path;
  } catch {
    return undefined;
  }
};
