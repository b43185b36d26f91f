import { z } from "zod";
import { globalArn } from "../../core/arn.ts";
import { defineResourceType, type ResourceType, stableId } from "../../core/resource-type.ts";

const noBehaviour = "the router answers on its own port; there is no edge, cache or bucket on a laptop";

/** What SST's own components declare is behind the router's port; alone, it would have no effect at all. */
const onlyOf =
  (owners: readonly string[], otherwise: string): NonNullable<ResourceType["refuses"]> =>
  ({ components }) =>
    components.some((component) => owners.includes(component)) ? undefined : otherwise;

const ofRouter = onlyOf(
  ["sst:aws:Router", "sst:aws:StaticSite"],
  "CloudFront is emulated only as what sst.aws.Router and sst.aws.StaticSite make of it",
);

// CloudFront's settings tune an edge that does not exist here, so all of them are accepted.
const inert = (type: string, compute: ResourceType["compute"]) =>
  defineResourceType({
    type,
    properties: z.looseObject({}),
    compute,
    refuses: ofRouter,
    inert: noBehaviour,
  });

export const resourceTypes = [
  inert("aws:cloudfront/keyValueStore:KeyValueStore", ({ name }, { accountId }) => ({
    id: stableId(name),
    arn: globalArn("cloudfront", accountId, `key-value-store/${stableId(name)}`),
    etag: "local",
  })),
  inert("aws:cloudfront/cachePolicy:CachePolicy", ({ name }) => ({ id: stableId(name), etag: "local" })),
  inert("aws:cloudfront/function:Function", ({ name }, { accountId }) => ({
    id: name,
    arn: globalArn("cloudfront", accountId, `function/${name}`),
    etag: "local",
  })),
  inert("aws:cloudfront/distribution:Distribution", ({ name }, { accountId }) => ({
    id: stableId(name, 14).toUpperCase(),
    arn: globalArn("cloudfront", accountId, `distribution/${stableId(name, 14).toUpperCase()}`),
    domainName: `${stableId(name, 14)}.cloudfront.net`,
    hostedZoneId: "Z2FDTNDATAQYW2",
    status: "Deployed",
    etag: "local",
  })),
  inert("aws:cloudfront/originAccessControl:OriginAccessControl", ({ name }) => ({
    id: stableId(name),
    etag: "local",
  })),
  inert("aws:cloudfront/originAccessIdentity:OriginAccessIdentity", ({ name }) => ({
    id: stableId(name),
    iamArn: globalArn("iam", "cloudfront", `user/${stableId(name)}`),
  })),
  defineResourceType({
    type: "command:local:Command",
    properties: z.strictObject({
      create: z.string().optional(),
      update: z.string().optional(),
      dir: z.string().optional(),
      environment: z.record(z.string(), z.string()).optional(),
      triggers: z.array(z.unknown()).optional(),
      addPreviousOutputInEnv: z.boolean().optional(),
    }),
    compute: ({ name }) => ({ id: stableId(name), stdout: "", stderr: "" }),
  }),
  // SST's own providers: keys of the router and what waits for CloudFront.
  defineResourceType({
    type: "pulumi-nodejs:dynamic:Resource",
    properties: z.looseObject({}),
    compute: ({ name }) => ({ id: stableId(name) }),
  }),
  defineResourceType({
    type: "random:index/randomBytes:RandomBytes",
    properties: z.strictObject({ length: z.number() }),
    compute: ({ name, inputs }) => {
      const bytes = Buffer.alloc(inputs.length, stableId(name, 32));
      return { id: name, base64: bytes.toString("base64"), hex: bytes.toString("hex") };
    },
    inert: "random bytes: the same at every start",
  }),
];
