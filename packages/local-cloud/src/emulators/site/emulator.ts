import type { Cloud, Emulator, Principal } from "../../core/cloud.ts";
import { hostBehindRouter, hostOf, hostsWithAddress } from "../../dev-commands/hosts.ts";
import type { DevCommands } from "../../dev-commands/index.ts";
import { type Exchange, type Listener, listen } from "../../http/listen.ts";
import { originsOf, ownPagesOnly } from "../../http/pages.ts";
import { HttpRefusal, methodNotAllowed } from "../../http/refusal.ts";
import { refuseUpgrade } from "../../http/refuse-upgrade.ts";
import { decodedPath } from "../../http/target.ts";
import { sendWebResponse, toWebRequest } from "../../http/web.ts";
import { bucketIn } from "../cloudfront/behaviors.ts";
import type { Edge, OriginRequest } from "../cloudfront/edge.ts";
import { createEdgeService } from "../cloudfront/edge-service.ts";
import type { Location } from "../cloudfront/locations.ts";
import { createDeclared, type Site } from "./declared.ts";
import { type Front, frontsOf } from "./fronts.ts";
import { type Issuer, issuersOf } from "./issuers.ts";
import { answerFailure, answerFile, badPath } from "./site-files.ts";

/** Where routers and sites answer on this machine. */
export interface SiteAddresses {
  /** The page: the router, or the site, that is declared first; bound although there is none. */
  readonly webUrl: string;
  /** Every router, site without one and sign-in of `Auth`, by its name in the config. */
  readonly byName: Readonly<Record<string, string>>;
  /** The same by its domain on AWS. */
  readonly byDomain: Readonly<Record<string, string>>;
}

/** The routers of the config (`sst.aws.Router`), its static sites and what signs in, each on a port of its own. */
export interface SiteEmulator extends Emulator {
  /** Binds the ports before anything is provisioned; rejects with the system's error when `port` is taken. */
  listen(port: number): Promise<SiteAddresses>;
  /** Builds every site; resolves when the pages can be served. */
  ready(): Promise<void>;
}

export interface SiteOptions {
  /** Origins of pages, beside its own, that each port answers. */
  readonly allowed?: ReadonlySet<string>;
  /** Where viewers are, for distributions that ask; nowhere known by default. */
  readonly location?: Location | undefined;
  /** Servers of sites that are rendered on a server, and of services. */
  readonly devCommands?: DevCommands | undefined;
  readonly listenAt?: typeof listen;
}

// What API Gateway takes, and some more, so that its own answer is what the client sees.
const bodyLimit = 16 * 1024 * 1024;

// What SST puts where a distribution needs an origin, and its function or nobody chooses one.
const noOrigin = new Set(["placeholder.sst.dev", "do-not-exist.sst.dev"]);

/** As whom a distribution asks an origin: with an access control for the origin it signs its requests. */
const principalOf = (
  { distribution }: Front,
  { isSigned }: Pick<OriginRequest["origin"], "isSigned">,
): Principal =>
  isSigned
    ? {
        kind: "service",
        service: "cloudfront.amazonaws.com",
        sourceArn: String(distribution.outputs.arn),
      }
    : { kind: "anonymous" };

export const createSiteEmulator = (
  cloud: Cloud,
  { allowed = new Set(), location, devCommands, listenAt = listen }: SiteOptions = {},
): SiteEmulator => {
  const declared = createDeclared(cloud);
  const edges = createEdgeService(cloud, location);
  const fronts = new Map<Front, Edge>();
  const listeners: Listener[] = [];

  const answerSite = async (
    exchange: Exchange,
    front: Front,
    site: Site,
    { path }: OriginRequest,
  ): Promise<"again" | undefined> => {
    const { request, response } = exchange;
    const folder = await declared.filesOf(site).catch((error: Error) => error);
    if (folder instanceof Error) {
      await sendWebResponse(answerFailure(folder), response);
      return undefined;
    }
    // The function chose the file before it could know of all that there are.
    if (await declared.describe(site, folder)) return "again";
    if (request.method !== "GET" && request.method !== "HEAD") throw methodNotAllowed("GET, HEAD");
    const { range = "", "if-none-match": known = "" } = request.headers;
    const asked = new Headers({ ...(range && { range }), ...(known && { "if-none-match": known }) });
    const { base = "", s3 } = site.metadata;
    const key = decodedPath({ pathname: path } as URL) ?? "";
    const file = key.slice(`${s3.dir}${base}`.length);
    await sendWebResponse(await answerFile(folder, file, front.errorPage, asked), response);
    return undefined;
  };

  const forward = async (
    { request, response, body }: Exchange,
    front: Front,
    { origin, path, search, headers }: OriginRequest,
  ) => {
    const { method = "GET" } = request;
    const content = await body(bodyLimit);
    // The Fetch standard refuses a body with these.
    const bodiless = method === "GET" || method === "HEAD" || content.length === 0;
    const sent = new Headers();
    for (const [name, values] of Object.entries(headers))
      if (!(bodiless && name === "content-length")) for (const value of values) sent.append(name, value);
    const url = `${origin.scheme}://${origin.domain}${path}${search}`;
    try {
      const outgoing = new Request(url, {
        method,
        headers: sent,
        body: bodiless ? null : new Uint8Array(content),
      });
      const answer = await cloud.fetch(outgoing, { principal: principalOf(front, origin), causes: [] });
      await sendWebResponse(answer, response);
    } catch (cause) {
      cloud.warn(`The router got no answer from ${origin.domain}: ${(cause as Error).message}`);
      throw new HttpRefusal(502, "BadGateway", "The route's target does not answer; the terminal says why.");
    }
  };

  const fetchFrom = async (
    exchange: Exchange,
    front: Front,
    asked: OriginRequest,
  ): Promise<"again" | undefined> => {
    const { origin, path, search } = asked;
    if (noOrigin.has(origin.domain)) throw new HttpRefusal(404, "NotFound", "No route leads here.");
    if (devCommands?.serves(origin.domain)) {
      await devCommands.handle(origin.domain, exchange, `${path}${search}`);
      return undefined;
    }
    const site = declared.siteIn(origin.domain);
    if (site) return answerSite(exchange, front, site, asked);
    const bucket = bucketIn(origin.domain);
    if (bucket === undefined) {
      await forward(exchange, front, asked);
      return undefined;
    }
    await cloud.use("objects").answer(exchange, { bucket, path, search }, principalOf(front, origin));
    return undefined;
  };

  const open = async (front: Front | undefined, port: number): Promise<string> => {
    const name = front ? `${front.kind === "router" ? "The router" : "The site"} ${front.name}` : "The page";
    const listener = await listenAt({
      name,
      port,
      settled: cloud.state.settled,
      guard: ownPagesOnly(name, allowed),
      warn: cloud.warn,
      handle: async (exchange) => {
        if (decodedPath(exchange.url) === undefined) throw badPath();
        const edge = front && fronts.get(front);
        if (!front || !edge) throw new HttpRefusal(404, "NotFound", "No route leads here.");
        await edge.handle(exchange, (asked) => fetchFrom(exchange, front, asked));
      },
      ...(devCommands && {
        upgrade: (request, socket, head, { pathname, search }) => {
          const host = hostBehindRouter(cloud.graph, pathname);
          if (host === undefined) refuseUpgrade(socket, "404 Not Found");
          else devCommands.upgrade(host, request, socket, head, `${pathname}${search}`);
        },
      }),
    });
    listeners.push(listener);
    return listener.url;
  };

  /** The address of a server of `dev`, which is its whole page: no edge stands before it. */
  const openServer = async (host: string, port: number): Promise<string> => {
    const name = `The page of ${host.split(".")[0]}`;
    const listener = await listenAt({
      name,
      port,
      guard: ownPagesOnly(name, allowed),
      warn: cloud.warn,
      handle: (exchange) =>
        devCommands?.handle(host, exchange, `${exchange.url.pathname}${exchange.url.search}`),
      upgrade: (request, socket, head, { pathname, search }) =>
        devCommands?.upgrade(host, request, socket, head, `${pathname}${search}`),
    });
    listeners.push(listener);
    return listener.url;
  };

  /** Pages of the app's own sites ask for tokens; the function says itself which else it lets read them. */
  const openIssuer = async (
    { name: auth, host }: Issuer,
    port: number,
    pages: ReadonlySet<string>,
  ): Promise<string> => {
    const name = `The sign-in of ${auth}`;
    const listener: Listener = await listenAt({
      name,
      port,
      settled: cloud.state.settled,
      guard: ownPagesOnly(name, pages),
      warn: cloud.warn,
      handle: async ({ request, response, url, body }) => {
        const { pathname, search } = url;
        const sent = toWebRequest(request, `https://${host}${pathname}${search}`, await body(bodyLimit));
        sent.headers.set("x-forwarded-host", url.host);
        sent.headers.set("x-forwarded-proto", "http");
        sent.headers.set("x-forwarded-port", url.port);
        const answer = await cloud.fetch(sent, { principal: { kind: "anonymous" }, causes: [] });
        await sendWebResponse(answer, response);
      },
    });
    listeners.push(listener);
    return listener.url;
  };

  return {
    service: "cloudfront",
    operations: {},
    provision: { ...declared.provision, ...edges.provision },
    listen: async (port) => {
      const found = frontsOf(cloud.graph);
      for (const front of found) fronts.set(front, edges.edgeOf(front.distribution.urn));
      const asking = new Set(allowed);
      const pages = [
        ...found.map((front) => ({
          name: front.name,
          domain: String(front.distribution.outputs.domainName),
          open: (at: number) => open(front, at),
        })),
        ...hostsWithAddress(cloud.graph).map((domain) => ({
          name:
            cloud.graph.devCommands?.find(({ name }) => hostOf(name) === domain)?.name ??
            domain.split(".")[0]!,
          domain,
          open: (at: number) => openServer(domain, at),
        })),
        ...issuersOf(cloud.graph).map((issuer) => ({
          name: issuer.name,
          domain: issuer.host,
          open: (at: number) => openIssuer(issuer, at, asking),
        })),
      ];
      const [first, ...others] = pages;
      const webUrl = first ? await first.open(port) : await open(undefined, port);
      const urls = first ? [[first, webUrl] as const] : [];
      for (const [index, page] of others.entries())
        urls.push([page, await page.open(port && port + 1 + index).catch(() => page.open(0))]);
      for (const [, url] of urls) for (const origin of originsOf(url)) asking.add(origin);
      return {
        webUrl,
        byName: Object.fromEntries(urls.map(([{ name }, url]) => [name, url])),
        byDomain: Object.fromEntries(urls.map(([{ domain }, url]) => [domain, url])),
      };
    },
    start: () => declared.writeRoutes(),
    ready: async () => {
      await Promise.all([...declared.builds].map((build) => build.files()));
    },
    stop: async () => {
      for (const build of declared.builds) build.stop();
      await Promise.all([...listeners.map((listener) => listener.close()), edges.stop()]);
    },
  };
};
