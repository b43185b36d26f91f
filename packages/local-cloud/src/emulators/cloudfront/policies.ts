import { z } from "zod";

const named = z.strictObject({ items: z.array(z.string()).default([]) }).optional();
const header = (behaviors: readonly [string, ...string[]]) =>
  z.strictObject({ headerBehavior: z.enum(behaviors), headers: named });
const others = {
  cookies: z.strictObject({
    cookieBehavior: z.enum(["none", "whitelist", "allExcept", "all"]),
    cookies: named,
  }),
  queryStrings: z.strictObject({
    queryStringBehavior: z.enum(["none", "whitelist", "allExcept", "all"]),
    queryStrings: named,
  }),
};
const about = { name: z.string().optional(), comment: z.string().max(128).optional() };

export const cachePolicy = z.strictObject({
  ...about,
  defaultTtl: z.number().optional(),
  maxTtl: z.number().optional(),
  minTtl: z.number().optional(),
  parametersInCacheKeyAndForwardedToOrigin: z.strictObject({
    cookiesConfig: others.cookies,
    headersConfig: header(["none", "whitelist"]),
    queryStringsConfig: others.queryStrings,
    enableAcceptEncodingBrotli: z.boolean().optional(),
    enableAcceptEncodingGzip: z.boolean().optional(),
  }),
});

// Whoever wants Authorization at the origin takes a cache policy or `allViewer`: AWS refuses it here.
const authorization = /^authorization$/i;
export const originRequestPolicy = z.strictObject({
  ...about,
  cookiesConfig: others.cookies,
  headersConfig: header([
    "none",
    "whitelist",
    "allViewer",
    "allViewerAndWhitelistCloudFront",
    "allExcept",
  ]).refine(
    ({ headerBehavior, headers }) =>
      headerBehavior !== "whitelist" || !headers?.items.some((name) => authorization.test(name)),
    { message: "Authorization is no header of an origin request policy; take a cache policy for it" },
  ),
  queryStringsConfig: others.queryStrings,
});

const all2022 =
  "cloudfront-forwarded-proto cloudfront-is-android-viewer cloudfront-is-desktop-viewer cloudfront-is-ios-viewer cloudfront-is-mobile-viewer cloudfront-is-smarttv-viewer cloudfront-is-tablet-viewer cloudfront-viewer-address cloudfront-viewer-asn cloudfront-viewer-city cloudfront-viewer-country cloudfront-viewer-country-name cloudfront-viewer-country-region cloudfront-viewer-country-region-name cloudfront-viewer-http-version cloudfront-viewer-latitude cloudfront-viewer-longitude cloudfront-viewer-metro-code cloudfront-viewer-postal-code cloudfront-viewer-time-zone cloudfront-viewer-tls".split(
    " ",
  );

/**
 * AWS's own policies, with the headers of CloudFront that each adds.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
export const managedPolicies: Readonly<Record<string, readonly string[]>> = {
  "216adef6-5c7f-47e4-b989-5492eafa07d3": [],
  "33f36d7e-f396-46d9-90e0-52428a34d9dc": all2022,
  "59781a5b-3903-41f3-afcb-af62929ccde1": [],
  "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": [],
  "acba4595-bd28-49b8-b9fe-13317c0390fa": [],
  // All headers of the viewer but Host; those of CloudFront are none of the viewer's.
  "b689b0a8-53d0-40ab-baf2-68738e2966ac": [],
  "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": [],
  "658327ea-f89d-4fab-a63d-7e88639e58f6": [],
  "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": [],
  "08627262-05a9-4f76-9ded-b50ca2e3a84f": [],
  "83da9c7e-98b4-4e11-a168-04f0df8e2c65": [],
};

/** The headers that CloudFront adds for a policy, in lower case. */
export const addedHeaders = (config: {
  readonly headers?: { readonly items: readonly string[] } | undefined;
}): readonly string[] =>
  (config.headers?.items ?? [])
    .map((name) => name.toLowerCase())
    .filter((name) => name.startsWith("cloudfront-"));
