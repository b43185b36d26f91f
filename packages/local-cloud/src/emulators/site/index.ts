import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { resourceTypes } from "./resources.ts";
import { covers, parseRoute, type Route, sortRoutes } from "./routes.ts";
import { createSiteBuild, type SiteBuild } from "./site-build.ts";

export { resourceTypes };

/** The router of the config (`sst.aws.Router`) and the static sites behind it, on a port of its own. */
export interface SiteEmulator extends Emulator {
  /** Binds the port (0 takes any) before the resources are known; rejects with the system's error when it is taken. */
  listen(port: number): Promise<string>;
  /** Builds every site; resolves when the pages can be served. */
  ready(): Promise<void>;
}

const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".map": "application/json",
};

interface KeyValueInputs {
  namespace?: string;
  entries?: Record<string, string>;
  key?: string;
  entry?: string;
}

export const createSiteEmulator = (cloud: Cloud): SiteEmulator => {
  const metadata = new Map<string, string>();
  const entries: string[] = [];
  const builds = new Map<string, SiteBuild>();
  const siteOf = new Map<string, string>();
  let routes: Route[] = [];
  let server: Server | undefined;

  const componentOf = ({ parent }: Resource) => cloud.graph.components.find(({ urn }) => urn === parent);

  const provision = (resource: Resource) => {
    const { type, name, inputs } = resource;
    if (type === "aws:s3/bucket:Bucket" && componentOf(resource)?.type === "sst:aws:Bucket") {
      const owner = cloud.graph.components.find(({ urn }) => urn === componentOf(resource)?.parent);
      if (owner?.type !== "sst:aws:StaticSite")
        throw new Error(
          `${name}: the local cloud has no S3; a bucket is accepted only for the files of a static site.`,
        );
    }
    if (type === "pulumi-nodejs:dynamic:Resource") {
      const { namespace, entries: values, key, entry } = inputs as KeyValueInputs;
      if (values?.metadata && namespace) metadata.set(namespace, values.metadata);
      if (values?.metadata && namespace && componentOf(resource)?.type === "sst:aws:StaticSite")
        siteOf.set(namespace, componentOf(resource)!.name);
      if (key === "routes" && entry) entries.push(entry);
    }
    if (type === "command:local:Command" && resource.siteOutput) {
      const site = componentOf(resource)?.name ?? name;
      builds.set(
        site,
        createSiteBuild({
          name: site,
          dir: String(inputs.dir),
          command: String(inputs.create),
          environment: (inputs.environment as Record<string, string> | undefined) ?? {},
          output: resource.siteOutput,
          cacheFolder: join(cloud.localFolder, "sites"),
          ready: () => cloud.use("bundling").settled(),
          report: (message) => cloud.journal.record({ service: "site", action: message, resource: site }),
        }),
      );
    }
  };

  const serveFile = async (route: Extract<Route, { kind: "site" }>, path: string): Promise<Response> => {
    const build = builds.get(siteOf.get(route.namespace) ?? "");
    if (!build) return new Response("Nothing builds this site.", { status: 404 });
    let folder: string;
    try {
      folder = await build.files();
    } catch (error) {
      return new Response((error as Error).message, {
        status: 500,
        headers: { "content-type": "text/plain" },
      });
    }
    const wanted = normalize(decodeURIComponent(path.slice(route.base.length)) || "/").replace(
      /^(\.\.[/\\])+/,
      "",
    );
    const candidates = wanted.endsWith("/")
      ? [`${wanted}index.html`]
      : [wanted, `${wanted}.html`, `${wanted}/index.html`];
    if (route.fallback && !extname(wanted)) candidates.push(route.fallback);
    for (const candidate of candidates) {
      const content = await readFile(join(folder, candidate)).catch(() => undefined);
      if (!content) continue;
      const hashed = /\/assets\/.+-[\w-]{8,}\./.test(candidate);
      return new Response(new Uint8Array(content), {
        headers: {
          "content-type": contentTypes[extname(candidate)] ?? "application/octet-stream",
          "cache-control": hashed ? "public, max-age=31536000, immutable" : "no-cache",
        },
      });
    }
    return new Response("Not Found", { status: 404, headers: { "content-type": "text/plain" } });
  };

  const handle = async (incoming: IncomingMessage, url: URL, body: Buffer[]): Promise<Response> => {
    const route = routes.find(({ prefix, host }) => covers(prefix, url.pathname) && host.test(url.hostname));
    if (!route)
      return new Response("No route leads here.", { status: 404, headers: { "content-type": "text/plain" } });
    if (route.kind === "site") return serveFile(route, url.pathname);
    const target = new Request(`${route.target(url.pathname)}${url.search}`, {
      method: incoming.method,
      headers: Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
        value === undefined || ["connection", "host", "content-length"].includes(name)
          ? []
          : [[name, String(value)]],
      ),
      // The Fetch standard refuses a body with these.
      body: ["GET", "HEAD"].includes(incoming.method ?? "") ? undefined : new Uint8Array(Buffer.concat(body)),
    });
    return cloud.fetch(target, { principal: { kind: "root" }, causes: [] });
  };

  return {
    service: "cloudfront",
    operations: {},
    types: resourceTypes.map(({ type }) => type),
    provision,
    listen: async (port) => {
      server = createServer((incoming, outgoing) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", async () => {
          const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
          const answer = await handle(incoming, url, chunks).catch((error: unknown) => {
            cloud.warn(
              `${incoming.method} ${url.pathname} failed: ${error instanceof Error ? error.stack : error}`,
            );
            return new Response("The local cloud failed; the terminal has the details.", { status: 502 });
          });
          outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
          outgoing.end(Buffer.from(await answer.arrayBuffer()));
        });
      });
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
      await promise;
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    start: () => {
      routes = sortRoutes(entries.map((entry) => parseRoute(entry, (namespace) => metadata.get(namespace))));
    },
    ready: async () => {
      await Promise.all([...builds.values()].map((build) => build.files()));
    },
    stop: async () => {
      for (const build of builds.values()) build.stop();
      server?.closeAllConnections();
      server?.close();
    },
  };
};
