import type { Cloud, Emulator } from "../../core/cloud.ts";
import { type Exchange, type Listener, listen } from "../../http/listen.ts";
import { ownPagesOnly } from "../../http/pages.ts";
import { HttpRefusal, methodNotAllowed } from "../../http/refusal.ts";
import { decodedPath } from "../../http/target.ts";
import { sendWebResponse, toWebRequest } from "../../http/web.ts";
import { createDeclared } from "./declared.ts";
import { type Front, frontsOf } from "./fronts.ts";
import { covers, type Route } from "./routes.ts";
import { answerFile, badPath } from "./site-files.ts";

/** Where routers and sites answer on this machine. */
export interface SiteAddresses {
  /** The page: the router, or the site, that is declared first; bound although there is none. */
  readonly webUrl: string;
  /** Every router and site without one, by its name in the config. */
  readonly byName: Readonly<Record<string, string>>;
  /** The same by its domain on AWS. */
  readonly byDomain: Readonly<Record<string, string>>;
}

/** The routers of the config (`sst.aws.Router`) and its static sites, each on a port of its own. */
export interface SiteEmulator extends Emulator {
  /** Binds the ports before anything is provisioned; rejects with the system's error when `port` is taken. */
  listen(port: number): Promise<SiteAddresses>;
  /** Builds every site; resolves when the pages can be served. */
  ready(): Promise<void>;
}

// What API Gateway takes, and some more, so that its own answer is what the client sees.
const bodyLimit = 16 * 1024 * 1024;

/** `allowed` are the origins of pages, beside its own, that each port answers. */
export const createSiteEmulator = (cloud: Cloud, allowed: ReadonlySet<string> = new Set()): SiteEmulator => {
  const declared = createDeclared(cloud);
  const fronts = new Map<Front, Route[]>();
  const listeners: Listener[] = [];

  /** Answers, or gives what to answer with. */
  const answer = async (exchange: Exchange, front: Front | undefined): Promise<Response | undefined> => {
    const { request, url, body } = exchange;
    const path = decodedPath(url);
    if (path === undefined) throw badPath();
    const route = (front && fronts.get(front))?.find(
      ({ prefix, host, pattern }) =>
        (pattern ? pattern.test(url.pathname) : covers(prefix, url.pathname)) && host.test(url.hostname),
    );
    if (!route) throw new HttpRefusal(404, "NotFound", "No route leads here.");
    if (route.kind === "bucket") {
      const sourceArn = front?.arn ?? "";
      const target = { bucket: route.bucket, path: route.target(url.pathname), search: url.search };
      await cloud
        .use("objects")
        .answer(
          exchange,
          target,
          route.isSigned
            ? { kind: "service", service: "cloudfront.amazonaws.com", sourceArn }
            : { kind: "anonymous" },
        );
      return undefined;
    }
    if (route.kind === "url") return forward(request, url, await body(bodyLimit), route);
    if (request.method !== "GET" && request.method !== "HEAD") throw methodNotAllowed("GET, HEAD");
    const { range = "", "if-none-match": known = "" } = request.headers;
    const asked = new Headers({ ...(range && { range }), ...(known && { "if-none-match": known }) });
    return answerFile(route, () => declared.filesOf(route.namespace), path, asked);
  };

  const forward = async (
    request: Exchange["request"],
    { pathname, search }: URL,
    body: Buffer,
    { target }: Extract<Route, { kind: "url" }>,
  ) => {
    const sent = toWebRequest(request, `${target(pathname)}${search}`, body);
    try {
      return await cloud.fetch(sent, { principal: { kind: "root" }, causes: [] });
    } catch (cause) {
      cloud.warn(`The router got no answer from ${new URL(sent.url).origin}: ${(cause as Error).message}`);
      throw new HttpRefusal(502, "BadGateway", "The route's target does not answer; the terminal says why.");
    }
  };

  const open = async (front: Front | undefined, port: number): Promise<string> => {
    const name = front ? `${front.kind === "router" ? "The router" : "The site"} ${front.name}` : "The page";
    const listener = await listen({
      name,
      port,
      guard: ownPagesOnly(name, allowed),
      warn: cloud.warn,
      handle: async (exchange) => {
        const response = await answer(exchange, front);
        if (response) await sendWebResponse(response, exchange.response);
      },
    });
    listeners.push(listener);
    if (front) fronts.set(front, []);
    return listener.url;
  };

  return {
    service: "cloudfront",
    operations: {},
    provision: declared.provision,
    listen: async (port) => {
      const [first, ...others] = frontsOf(cloud.graph);
      const webUrl = await open(first, port);
      const urls = new Map(first ? [[first, webUrl]] : []);
      for (const [index, front] of others.entries())
        urls.set(front, await open(front, port && port + 1 + index).catch(() => open(front, 0)));
      return {
        webUrl,
        byName: Object.fromEntries([...urls].map(([{ name }, url]) => [name, url])),
        byDomain: Object.fromEntries([...urls].map(([{ domain }, url]) => [domain, url])),
      };
    },
    start: () => {
      for (const front of fronts.keys()) fronts.set(front, declared.routesOf(front));
    },
    ready: async () => {
      await Promise.all([...declared.builds].map((build) => build.files()));
    },
    stop: async () => {
      for (const build of declared.builds) build.stop();
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
};
