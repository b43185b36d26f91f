import type { IncomingMessage } from "node:http";
import { isLoopback, loopbackNames } from "./hosts.ts";
import { HttpRefusal } from "./refusal.ts";

/** A browser's page that sends a request. */
export interface Page {
  /** Undefined when the browser says only that it is another site's. */
  readonly origin: string | undefined;
  /** A person follows a link: the page that has it does not see the answer. */
  readonly navigates: boolean;
}

/**
 * The page that sends a request, by the headers that scripts cannot set; undefined when a program sends it, or a person
 * by the address bar. https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export const pageOf = ({ method, headers }: IncomingMessage, url: URL): Page | undefined => {
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  if (origin !== undefined) return { origin, navigates: false };
  if (site === undefined || site === "none") return undefined;
  const navigates =
    (method === "GET" || method === "HEAD") &&
    headers["sec-fetch-mode"] === "navigate" &&
    (headers["sec-fetch-dest"] ?? "document") === "document";
  return { origin: site === "same-origin" ? `http://${url.host}` : undefined, navigates };
};

/** The origins of a page at `url`, by each name of this machine. */
export const originsOf = (url: string): string[] =>
  loopbackNames.map((name) => Object.assign(new URL(url), { hostname: name }).origin);

export const wrongHost = (what: string, { host }: URL) =>
  new HttpRefusal(
    403,
    "UnknownHost",
    `${what} answers at 127.0.0.1 and localhost only, not at ${host}. Use one of these names.`,
  );

export const foreignPage = (what: string, { origin }: Page, remedy = "") =>
  new HttpRefusal(
    403,
    "CrossOrigin",
    `${what} does not answer pages of ${origin ?? "other sites"}.${remedy && ` ${remedy}`}`,
  );

/** What a person does whose own page, such as that of a development server, is refused. */
export const ALLOW_IT = "To let a page of yours in, start with --allow-origin <origin>.";

/** For a port with pages of its own; `allowed` are the origins of others that it answers, too. */
export const ownPagesOnly =
  (what: string, allowed: ReadonlySet<string>) =>
  (request: IncomingMessage, url: URL): HttpRefusal | undefined => {
    if (!isLoopback(url.hostname)) return wrongHost(what, url);
    const page = pageOf(request, url);
    if (!page || page.navigates || page.origin === `http://${url.host}`) return undefined;
    return page.origin !== undefined && allowed.has(page.origin)
      ? undefined
      : foreignPage(what, page, ALLOW_IT);
  };

/** For a port that programs of this machine call, and no page. */
export const programsOnly =
  (what: string) =>
  (request: IncomingMessage, url: URL): HttpRefusal | undefined => {
    if (!isLoopback(url.hostname)) return wrongHost(what, url);
    const page = pageOf(request, url);
    return page && foreignPage(what, page);
  };
