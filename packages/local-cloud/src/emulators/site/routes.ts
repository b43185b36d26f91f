import { z } from "zod";

const urlMetadata = z.object({
  host: z.string(),
  rewrite: z.object({ regex: z.string(), to: z.string() }).nullish(),
  origin: z.object({ protocol: z.string().nullish() }).loose().nullish(),
});

/** Where the router sends a request: to a host, or to the files of a site. */
export type Route = { host: RegExp; prefix: string } & (
  | { kind: "url"; target(path: string): string }
  | { kind: "site"; namespace: string; base: string; fallback?: string; errorPage?: string }
);

/** What SST keeps of a site beside its routes. */
export const siteMetadata = z.object({
  base: z.string().optional(),
  custom404: z.string().optional(),
  s3: z.object({ dir: z.string() }).optional(),
});

/**
 * Parses a route of SST's Router: `type,namespace,host pattern,path prefix`, with the metadata SST keeps in the
 * CloudFront key-value store beside it.
 */
export const parseRoute = (entry: string, metadataOf: (namespace: string) => string | undefined): Route => {
  const [type = "", namespace = "", hostPattern = "", prefix = "/"] = entry.split(",");
  const host = new RegExp(`^${hostPattern || ".*"}$`);
  const metadata = JSON.parse(metadataOf(namespace) ?? "{}") as unknown;
  if (type === "site") {
    const { base = "", custom404 } = siteMetadata.parse(metadata);
    return { kind: "site", host, prefix, namespace, base, fallback: custom404 };
  }
  if (type !== "url")
    throw new Error(
      `The router route "${entry}" is of type "${type}"; the local cloud routes to URLs and static sites.`,
    );
  const { host: origin, rewrite, origin: settings } = urlMetadata.parse(metadata);
  const regex = rewrite ? new RegExp(rewrite.regex) : undefined;
  const scheme = settings?.protocol ?? "https";
  return {
    kind: "url",
    host,
    prefix,
    target: (path) => `${scheme}://${origin}${regex ? path.replace(regex, rewrite!.to) : path}`,
  };
};

/** Longest path prefix first, as the router's edge function does. */
export const sortRoutes = (routes: Route[]) => routes.toSorted((a, b) => b.prefix.length - a.prefix.length);

/** A prefix covers itself and what is below it: `/api/orders` covers `/api/orders/1`, not `/api/orders-old`. */
export const covers = (prefix: string, path: string) =>
  prefix === "/" || path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
