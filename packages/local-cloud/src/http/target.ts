import type { IncomingMessage } from "node:http";

const hostName = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

// Some operations of SDKs put a prefix before the endpoint's host (`sync-127.0.0.1`, `000000000000.localhost`). No DNS
// server has such a name.
const withoutPrefix = (host: string) =>
  host.replace(/^(?:[a-z-]+-(?=127\.0\.0\.1(?::|$))|\d{12}\.(?=localhost(?::|$)))/, "");

/**
 * The URL a request is for, with the host that its sender named; undefined when it is none. The path is not resolved
 * against a base, which would make a host of `//name/`.
 */
export const targetOf = ({
  url: target = "",
  headers,
  headersDistinct,
}: IncomingMessage): URL | undefined => {
  const hosts = headersDistinct.host ?? [];
  const host = withoutPrefix(headers.host ?? "127.0.0.1");
  if (hosts.length > 1 || !hostName.test(host)) return undefined;
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
