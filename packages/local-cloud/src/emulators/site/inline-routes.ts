import { z } from "zod";
import type { Resource } from "../../core/resource-graph.ts";
import { bucketIn, type Route, rewriting, urlRoute } from "./routes.ts";

const behavior = z.object({
  pathPattern: z.string().optional(),
  targetOriginId: z.string(),
  functionAssociations: z.array(z.object({ eventType: z.string(), functionArn: z.string() })).optional(),
});
const distribution = z.object({
  origins: z.array(
    z.object({
      originId: z.string(),
      domainName: z.string(),
      originAccessControlId: z.string().optional(),
      customOriginConfig: z.object({ originProtocolPolicy: z.string() }).optional(),
    }),
  ),
  defaultCacheBehavior: behavior,
  orderedCacheBehaviors: z.array(behavior).optional(),
});

/** `*` is any run of characters, `?` any one. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern */
const matching = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, ".*")
      .replace(/\?/g, ".")}$`,
    "s",
  );

const text = (literal: string) => JSON.parse(`"${literal}"`) as string;

/** What the function that SST writes for a route makes of its path; functions of one's own are refused. */
const rewriteIn = (code: unknown): { regex: string; to: string } | undefined => {
  const [, regex, to] =
    /new RegExp\("((?:[^"\\]|\\.)*)"\);\s*event\.request\.uri = event\.request\.uri\.replace\(re, "((?:[^"\\]|\\.)*)"\)/.exec(
      String(code ?? ""),
    ) ?? [];
  return regex === undefined || to === undefined ? undefined : { regex: text(regex), to: text(to) };
};

/** The routes in a router's arguments, of which SST makes behaviors of its distribution: the first that matches counts. */
export const inlineRoutes = ({ inputs }: Resource, resources: readonly Resource[]): Route[] => {
  const { origins, defaultCacheBehavior, orderedCacheBehaviors = [] } = distribution.parse(inputs);
  const codeOf = (arn: string | undefined) =>
    resources.find(({ type, outputs }) => type === "aws:cloudfront/function:Function" && outputs.arn === arn)
      ?.inputs.code;
  const routeOf = ({
    pathPattern = "*",
    targetOriginId,
    functionAssociations = [],
  }: z.output<typeof behavior>): Route[] => {
    const origin = origins.find(({ originId }) => originId === targetOriginId);
    // SST's stand-in for a default that nobody gave.
    if (!origin || origin.domainName === "do-not-exist.sst.dev") return [];
    const request = functionAssociations.find(({ eventType }) => eventType === "viewer-request");
    const target = rewriting(rewriteIn(codeOf(request?.functionArn)));
    const where = { host: /^/, prefix: "/", pattern: matching(pathPattern) };
    const bucket = origin.originAccessControlId === undefined ? undefined : bucketIn(origin.domainName);
    if (bucket !== undefined) return [{ ...where, kind: "bucket", bucket, isSigned: true, target }];
    const scheme = origin.customOriginConfig?.originProtocolPolicy === "http-only" ? "http" : "https";
    return [urlRoute(where, scheme, origin.domainName, target)];
  };
  return [...orderedCacheBehaviors, defaultCacheBehavior].flatMap(routeOf);
};
