import { z } from "zod";
import { globalArn } from "../../core/arn.ts";
import { defineResourceType, type ResourceType, stableId } from "../../core/resource-type.ts";
import { headersPolicy } from "./headers-policy.ts";
import { resourceTypes as stores } from "./key-value-store/resources.ts";
import { cachePolicy, originRequestPolicy } from "./policies.ts";

export const FUNCTION = "aws:cloudfront/function:Function";
export const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
export const STORE = "aws:cloudfront/keyValueStore:KeyValueStore";
export const HEADERS_POLICY = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy";
export const CACHE_POLICY = "aws:cloudfront/cachePolicy:CachePolicy";
export const ORIGIN_REQUEST_POLICY = "aws:cloudfront/originRequestPolicy:OriginRequestPolicy";

/** What SST's own components declare is behind the router's port; alone, it would have no effect at all. */
const ofRouter: NonNullable<ResourceType["refuses"]> = ({ components }) =>
  components.some((component) => component === "sst:aws:Router" || component === "sst:aws:StaticSite")
    ? undefined
    : "CloudFront is emulated only as what sst.aws.Router and sst.aws.StaticSite make of it";

export const functionProperties = z.strictObject({
  name: z.string().optional(),
  comment: z.string().optional(),
  code: z.string(),
  runtime: z.literal("cloudfront-js-2.0", {
    error: "the local cloud runs cloudfront-js-2.0, which AWS recommends",
  }),
  publish: z.literal(true, { error: "a function that is not published never runs" }).optional(),
  keyValueStoreAssociations: z
    .array(z.string())
    .max(1, { error: "a function reads one key value store at most" })
    .optional(),
});

const policy = (type: string, properties: z.ZodType, arnKind?: string) =>
  defineResourceType({
    type,
    properties,
    compute: ({ name }, { accountId }) => ({
      id: stableId(name),
      etag: "local",
      ...(arnKind && { arn: globalArn("cloudfront", accountId, `${arnKind}/${stableId(name)}`) }),
    }),
  });

export const resourceTypes: readonly ResourceType[] = [
  ...stores,
  policy(CACHE_POLICY, cachePolicy, "cache-policy"),
  policy(ORIGIN_REQUEST_POLICY, originRequestPolicy, "origin-request-policy"),
  policy(HEADERS_POLICY, headersPolicy, "response-headers-policy"),
  defineResourceType({
    type: FUNCTION,
    properties: functionProperties,
    compute: ({ name, inputs }, { accountId }) => {
      const own = inputs.name ?? name;
      return {
        id: own,
        name: own,
        arn: globalArn("cloudfront", accountId, `function/${own}`),
        liveStageEtag: "local",
        etag: "local",
        status: "DEPLOYED",
      };
    },
  }),
  defineResourceType({
    type: DISTRIBUTION,
    // Its settings of TLS, logs, prices and caches tune an edge that does not exist here.
    properties: z.looseObject({}),
    refuses: ofRouter,
    compute: ({ name }, { accountId }) => ({
      id: stableId(name, 14).toUpperCase(),
      arn: globalArn("cloudfront", accountId, `distribution/${stableId(name, 14).toUpperCase()}`),
      domainName: `${stableId(name, 14)}.cloudfront.net`,
      hostedZoneId: "Z2FDTNDATAQYW2",
      status: "Deployed",
      etag: "local",
    }),
  }),
  defineResourceType({
    type: "aws:cloudfront/originAccessControl:OriginAccessControl",
    properties: z.looseObject({}),
    refuses: ofRouter,
    compute: ({ name }) => ({ id: stableId(name), etag: "local" }),
    inert: "every origin with one is read as the distribution",
  }),
  defineResourceType({
    type: "aws:cloudfront/originAccessIdentity:OriginAccessIdentity",
    properties: z.looseObject({}),
    refuses: ofRouter,
    compute: ({ name }) => ({
      id: stableId(name),
      iamArn: globalArn("iam", "cloudfront", `user/${stableId(name)}`),
    }),
    inert: "the older form of origin access control, which no component of SST uses",
  }),
];
