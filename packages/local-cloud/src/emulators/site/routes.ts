import { z } from "zod";

const rewrite = z.object({ regex: z.string(), to: z.string() }).nullish();
const bucketMetadata = z.object({ domain: z.string(), rewrite });
const urlMetadata = z.object({
  host: z.string(),
  rewrite,
  origin: z.object({ protocol: z.string().nullish() }).loose().nullish(),
});

/** What `bucket.s3.eu-west-1.amazonaws.com` is the domain of. */
export const bucketIn = (domain: string): string | undefined =>
  /^(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.exec(domain)?.[1];

/** Where the router sends a request: to a host, a bucket, or the files of a site. */
export type Route = {
  host: RegExp;
  prefix: string;
  /** Of the path, where a distribution says it instead of a prefix. */
  pattern?: RegExp;
} & (
  | { kind: "url"; target(path: string): string }
  | {
      kind: "bucket";
      bucket: string;
      /** Of the object, in the bucket. */
      target(path: string): string;
      /** Reads as the distribution, or as anybody. */
      isSigned: boolean;
    }
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
  if (type === "bucket") {
    const { domain, rewrite } = bucketMetadata.parse(metadata);
    const bucket = bucketIn(domain);
    if (bucket === undefined)
      throw new Error(`The router route "${entry}" leads to ${domain}, which is no bucket.`);
    return { kind: "bucket", host, prefix, bucket, isSigned: true, target: rewriting(rewrite) };
  }
  if (type !== "url")
    throw new Error(
      `The router route "${entry}" is of type "${type}"; the local cloud routes to URLs, buckets and static sites.`,
    );
  const { host: origin, rewrite, origin: settings } = urlMetadata.parse(metadata);
  const target = rewriting(rewrite);
  const scheme = settings?.protocol ?? "https";
  return urlRoute({ host, prefix }, scheme, origin, target);
};

export const rewriting = (
  rewrite: z.output<typeof bucketMetadata>["rewrite"],
): ((path: string) => string) => {
  if (!rewrite) return (path) => path;
  const regex = new RegExp(rewrite.regex);
  return (path) => path.replace(regex, rewrite.to);
};

/** To a URL; that of a bucket is read there, as anybody does. */
export const urlRoute = (
  where: Pick<Route, "host" | "prefix" | "pattern">,
  scheme: string,
  origin: string,
  target: (path: string) => string,
): Route => {
  const bucket = bucketIn(origin);
  if (bucket !== undefined) return { ...where, kind: "bucket", bucket, isSigned: false, target };
  return { ...where, kind: "url", target: (path) => `${scheme}://${origin}${target(path)}` };
};

/** Longest path prefix first, as the router's edge function does. */
export const sortRoutes = (routes: Route[]) => routes.toSorted((a, b) => b.prefix.length - a.prefix.length);

/** A prefix covers itself and what is below it: `/api/orders` covers `/api/orders/1`, not `/api/orders-old`. */
export const covers = (prefix: string, path: string) =>
  prefix === "/" || path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
