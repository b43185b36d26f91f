import type { IncomingMessage } from "node:http";
import type { VirtualHost } from "../core/cloud.ts";
import { isLoopback, isOwnName } from "../http/hosts.ts";
import { ALLOW_IT, foreignPage, pageOf, wrongHost } from "../http/pages.ts";
import type { HttpRefusal } from "../http/refusal.ts";

/** Which pages may ask the AWS endpoint, and what. */
export interface GatewayGuard {
  /** Lets in the pages of an origin. */
  allow(origin: string): void;
  /**
   * Why a request is refused; `host` is the virtual host it is for, if it is for one, or `taken` when a service reads it
   * itself, which then decides about pages.
   */
  refusalOf(
    request: IncomingMessage,
    url: URL,
    host: VirtualHost | "taken" | undefined,
  ): HttpRefusal | undefined;
  /** The origin that may read the answer. */
  readerOf(request: IncomingMessage): string | undefined;
}

const WHAT = "The AWS endpoint";

/**
 * Whoever reaches the AWS endpoint is the account's root user, so a page must not: in the browser of the same machine,
 * any site could. Pages of the app get what they are given on AWS: its virtual hosts, and the operations that need no
 * signature (`isPublic`). A page that the endpoint serves itself, such as a function URL's, gets virtual hosts only.
 */
export const createGatewayGuard = (isPublic: (request: IncomingMessage) => boolean): GatewayGuard => {
  const allowed = new Set<string>();
  return {
    allow: (origin) => {
      allowed.add(origin);
    },
    refusalOf(request, url, host) {
      if (host === "taken")
        return isLoopback(url.hostname) || isOwnName(url.hostname) ? undefined : wrongHost(WHAT, url);
      if (!isLoopback(url.hostname) && url.hostname !== host?.host.toLowerCase()) return wrongHost(WHAT, url);
      const page = pageOf(request, url);
      if (!page) return undefined;
      const { origin } = page;
      if (host) {
        const known =
          origin !== undefined &&
          (allowed.has(origin) || origin === `http://${url.host}` || host.admits?.(origin));
        return known || page.navigates ? undefined : foreignPage(WHAT, page, ALLOW_IT);
      }
      if (origin === undefined || !allowed.has(origin)) return foreignPage(WHAT, page, ALLOW_IT);
      return request.method === "OPTIONS" || isPublic(request)
        ? undefined
        : foreignPage(`${WHAT}, for an operation that needs a signature,`, page);
    },
    readerOf: ({ headers: { origin } }) => (origin && allowed.has(origin) ? origin : undefined),
  };
};
