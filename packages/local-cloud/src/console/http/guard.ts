import type { IncomingMessage } from "node:http";
import { isLoopback } from "../../http/hosts.ts";
import { foreignPage, pageOf, wrongHost } from "../../http/pages.ts";
import { HttpRefusal } from "../../http/refusal.ts";

/**
 * Why a request is not served; undefined when it is. The console shows and changes everything, so no other page in
 * the same browser may reach it: not by its own name for this machine (DNS rebinding), not from another origin, nor by
 * a form or an image.
 */
export const refusalOf = (request: IncomingMessage, url: URL): HttpRefusal | undefined => {
  if (!isLoopback(url.hostname)) return wrongHost("The console", url);
  const page = pageOf(request, url);
  // Secrets are in it, and no page needs them.
  if (page && url.pathname === "/api/environment") return foreignPage("The environment of the app", page);
  const opensIt = page?.navigates && !url.pathname.startsWith("/api/");
  if (page && page.origin !== `http://${url.host}` && !opensIt) return foreignPage("The console", page);
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? ""))
    return new HttpRefusal(
      415,
      "NotJson",
      "A request that changes something has the content type application/json.",
    );
  return undefined;
};
