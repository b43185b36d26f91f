import { experiments } from "@sourdough/events-schema/experiments";
import { stores } from "@sourdough/events-schema/stores";
import { edgeCode } from "../../infra/edge-code.ts";
import { publishShared } from "../../infra/shared.ts";

/** Shares of the visits that see the menu in an order of its own; `npm run ops -- experiment` changes them. */
const menuOrder = Object.fromEntries(experiments["menu-order"]!.map((variant) => [variant, 50]));

/**
 * What the edge knows: where the stores are, and how many see which menu. SST's routes are in the same store, since a
 * function reads one at most.
 */
const edgeStore = () => {
  const store = new aws.cloudfront.KeyValueStore("WebEdgeStore");
  const places = new aws.cloudfront.KeyvaluestoreKey("WebStorePlaces", {
    keyValueStoreArn: store.arn,
    key: "stores",
    value: JSON.stringify(stores.map(({ storeId, latitude, longitude }) => [storeId, latitude, longitude])),
  });
  // A deployment leaves the shares as somebody set them. Each write needs the version of the store, so one after another.
  const shares = new aws.cloudfront.KeyvaluestoreKey(
    "WebMenuOrder",
    { keyValueStoreArn: store.arn, key: "menu-order", value: JSON.stringify(menuOrder) },
    { dependsOn: [places], ignoreChanges: ["value"] },
  );
  publishShared("edge-store-arn", store.arn);
  // And SST's own keys after these.
  return $util.all([shares.id, store.arn]).apply(([, arn]) => arn);
};

/** The one function of the router: ours first, and if it answers nothing, SST finds the way. */
export const edge = () => ({
  viewerRequest: {
    kvStore: edgeStore(),
    injection: `${edgeCode("packages/web/edge/staff-door.js", "packages/web/edge/visit.js")}
const answer=door(event.request)||await visit(event.request);if(answer)return answer;`,
  },
});

/**
 * CloudFront tells functions where a viewer is when a policy of their behavior names the headers. The API has no use for
 * them and needs all that the viewer sends but Host, which such a policy cannot add to; so it has a behavior of its own.
 */
export const withPlaces =
  (headersPolicy: aws.cloudfront.ResponseHeadersPolicy) =>
  (args: sst.aws.CdnArgs): undefined => {
    const places = new aws.cloudfront.OriginRequestPolicy("WebViewerPlaces", {
      cookiesConfig: { cookieBehavior: "none" },
      queryStringsConfig: { queryStringBehavior: "all" },
      headersConfig: {
        headerBehavior: "whitelist",
        headers: { items: ["CloudFront-Viewer-Latitude", "CloudFront-Viewer-Longitude"] },
      },
    });
    const pages = $util.output(args.defaultCacheBehavior);
    args.orderedCacheBehaviors = pages.apply((behavior) =>
      ["/api", "/api/*"].map((pathPattern) => ({
        ...behavior,
        pathPattern,
        responseHeadersPolicyId: headersPolicy.id,
      })),
    );
    args.defaultCacheBehavior = pages.apply((behavior) => ({
      ...behavior,
      originRequestPolicyId: places.id,
      responseHeadersPolicyId: headersPolicy.id,
    }));
  };
