import { z } from "zod";
import type { Resource } from "../../core/resource-graph.ts";

const none = (what: string) =>
  z
    .array(z.unknown())
    .max(0, { error: `${what} not implemented by the local cloud` })
    .optional();
const behavior = z.looseObject({
  pathPattern: z.string().optional(),
  targetOriginId: z.string(),
  allowedMethods: z.array(z.string()).optional(),
  cachePolicyId: z.string().optional(),
  originRequestPolicyId: z.string().optional(),
  responseHeadersPolicyId: z.string().optional(),
  functionAssociations: z
    .array(
      z.strictObject({ eventType: z.enum(["viewer-request", "viewer-response"]), functionArn: z.string() }),
    )
    .optional(),
  lambdaFunctionAssociations: none("Lambda@Edge is"),
  trustedKeyGroups: none("signed URLs are"),
  trustedSigners: none("signed URLs are"),
});
const distribution = z.looseObject({
  origins: z.array(
    z.looseObject({
      originId: z.string(),
      domainName: z.string(),
      originPath: z.string().optional(),
      originAccessControlId: z.string().optional(),
      customOriginConfig: z.looseObject({ originProtocolPolicy: z.string() }).optional(),
    }),
  ),
  webAclId: z.string().optional(),
  defaultCacheBehavior: behavior,
  orderedCacheBehaviors: z.array(behavior).optional(),
});

/** Where a request goes. */
export interface Origin {
  readonly id: string;
  readonly scheme: "http" | "https";
  /** With the port, where it is none of the scheme's own. */
  readonly domain: string;
  /** Put before the path. */
  readonly path: string;
  /** Whether CloudFront signs its requests: a bucket's policy then says what it may. */
  readonly isSigned: boolean;
}

/** What a distribution does with the requests of some paths. */
export interface Behavior {
  readonly pattern: RegExp;
  readonly origin: Origin;
  readonly allowedMethods: readonly string[] | undefined;
  readonly policies: readonly string[];
  readonly headersPolicy: string | undefined;
  /** ARNs. */
  readonly onRequest: string | undefined;
  readonly onResponse: string | undefined;
}

export interface Distribution {
  readonly id: string;
  readonly arn: string;
  readonly domain: string;
  /** ARN of the web ACL before it. */
  readonly webAcl: string | undefined;
  readonly origins: readonly Origin[];
  /** The first that matches counts; the last one matches all. */
  readonly behaviors: readonly Behavior[];
}

/** `*` is any run of characters, `?` any one. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern */
const matching = (pattern: string): RegExp =>
  new RegExp(
    `^/?${pattern
      .replace(/^\//, "")
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, ".*")
      .replace(/\?/g, ".")}$`,
    "s",
  );

/** Throws what AWS or the local cloud does not take. */
export const distributionOf = ({ inputs, outputs }: Resource): Distribution => {
  const {
    origins: given,
    webAclId: webAcl,
    defaultCacheBehavior,
    orderedCacheBehaviors = [],
  } = distribution.parse(inputs);
  const origins = given.map(
    (origin): Origin => ({
      id: origin.originId,
      scheme: origin.customOriginConfig?.originProtocolPolicy === "http-only" ? "http" : "https",
      domain: origin.domainName,
      path: origin.originPath ?? "",
      isSigned: origin.originAccessControlId !== undefined,
    }),
  );
  const behaviorOf = (one: z.output<typeof behavior>): Behavior => {
    const origin = origins.find(({ id }) => id === one.targetOriginId);
    if (!origin)
      throw new Error(
        `A behavior leads to the origin ${one.targetOriginId}, which is not among its origins.`,
      );
    const functions = one.functionAssociations ?? [];
    const at = (event: string) => functions.find(({ eventType }) => eventType === event)?.functionArn;
    if (new Set(functions.map(({ eventType }) => eventType)).size < functions.length)
      throw new Error("A behavior has one function at most for each event.");
    return {
      pattern: matching(one.pathPattern ?? "*"),
      origin,
      allowedMethods: one.allowedMethods,
      policies: [one.cachePolicyId, one.originRequestPolicyId].filter((id) => id !== undefined),
      headersPolicy: one.responseHeadersPolicyId,
      onRequest: at("viewer-request"),
      onResponse: at("viewer-response"),
    };
  };
  return {
    id: String(outputs.id),
    arn: String(outputs.arn),
    domain: String(outputs.domainName),
    webAcl,
    origins,
    behaviors: [...orderedCacheBehaviors, defaultCacheBehavior].map(behaviorOf),
  };
};

const settings = z.looseObject({
  domainName: z.string().optional(),
  originPath: z.string().optional(),
  originAccessControlConfig: z.looseObject({ enabled: z.boolean() }).optional(),
  customOriginConfig: z
    .looseObject({ port: z.number().optional(), protocol: z.enum(["http", "https"]) })
    .optional(),
});

/** The origin under the settings that a function chose; what they leave out stays as it is. */
export const changedOrigin = (origin: Origin, given: unknown): Origin => {
  const {
    domainName,
    originPath,
    originAccessControlConfig: access,
    customOriginConfig,
  } = settings.parse(given);
  return {
    id: origin.id,
    scheme: customOriginConfig?.protocol ?? origin.scheme,
    domain: domainName ?? origin.domain,
    path: originPath ?? origin.path,
    isSigned: access?.enabled ?? origin.isSigned,
  };
};

/** What `bucket.s3.eu-west-1.amazonaws.com` is the domain of. */
export const bucketIn = (domain: string): string | undefined =>
  /^(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.exec(domain)?.[1];
