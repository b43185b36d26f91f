import type { IncomingMessage } from "node:http";

export interface Refusal {
  readonly status: 403 | 415;
  readonly code: string;
  readonly message: string;
}

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

const forbidden = (code: string, message: string): Refusal => ({ status: 403, code, message });

/**
 * Why a request is not served; undefined when it is. The console shows and changes everything, so no other page in
 * the same browser may reach it: not by its own name for this machine (DNS rebinding), not from another origin, nor by
 * a form or an image.
 */
export const refusalOf = ({ method, url = "/", headers }: IncomingMessage): Refusal | undefined => {
  const { host = "", origin } = headers;
  const site = headers["sec-fetch-site"];
  if (!loopback.test(host))
    return forbidden(
      "UnknownHost",
      "The console answers at 127.0.0.1 and localhost only. Open it by that name.",
    );
  if (origin !== undefined && origin !== `http://${host}`)
    return forbidden("CrossOrigin", `The console does not answer pages of ${origin}.`);
  const isPage = method === "GET" && headers["sec-fetch-mode"] === "navigate" && !url.startsWith("/api/");
  if (site !== undefined && site !== "same-origin" && site !== "none" && !isPage)
    return forbidden("CrossSite", "The console answers its own pages only.");
  if (method === "GET" || method === "HEAD") return undefined;
  if (!/^application\/json\b/i.test(headers["content-type"] ?? ""))
    return {
      status: 415,
      code: "NotJson",
      message: "A request that changes something has the content type application/json.",
    };
  return undefined;
};
