import { patience } from "@sourdough/events-schema/patience";
import { region } from "../../infra/account.ts";
import { allowUploadsFrom } from "../../infra/bucket.ts";
import { publishShared, shared } from "../../infra/shared.ts";
import { edge, withPlaces } from "./edge.infra.ts";
import { securityHeaders } from "./security-headers.infra.ts";

/** The page and the one address of everything: `/api/...` goes to the services' APIs, the rest is the page. */
export const web = () => {
  const identityUrl = $interpolate`https://cognito-idp.${region()}.amazonaws.com/`;
  const realtimeHost = shared("realtime-http-host");
  const headers = securityHeaders({
    connect: [
      identityUrl,
      // Browsers take a source with wss for https, too.
      $interpolate`wss://${realtimeHost}/`,
      $interpolate`wss://${realtimeHost.apply((host) => host.replace("appsync-api", "appsync-realtime-api"))}/`,
      $interpolate`https://${shared("menu-files-bucket")}.s3.${region()}.amazonaws.com/`,
    ],
  });
  const router = new sst.aws.Router("Web", { edge: edge(), transform: { cdn: withPlaces(headers) } });
  // The router keeps an origin's host only, so the API's stage goes back into the path here.
  const api = (path: string, url: $util.Output<string>) =>
    router.route(path, url, {
      rewrite: { regex: "^/api/?(.*)$", to: `/${$app.stage}/$1` },
      readTimeout: `${patience.router} seconds`,
    });
  // A path that no service owns must not come back as the page: an API says that it is none.
  api("/api", shared("orders-api-url"));
  api("/api/orders", shared("orders-api-url"));
  api("/api/kitchen", shared("orders-api-url"));
  api("/api/office/closings", shared("orders-api-url"));
  api("/api/office/sales", shared("orders-api-url"));
  api("/api/office/audits", shared("audit-api-url"));
  api("/api/stores", shared("inventory-api-url"));
  api("/api/activity", shared("inventory-api-url"));
  api("/api/office/demand", shared("inventory-api-url"));
  api("/api/office/experiments", shared("inventory-api-url"));
  api("/api/office/imports", shared("inventory-api-url"));
  api("/api/office/stock", shared("inventory-api-url"));
  api("/api/office/disputes", shared("payments-api-url"));
  api("/api/webhooks/payments", shared("payments-api-url"));
  new sst.aws.StaticSite("Shop", {
    path: "packages/web",
    build: { command: "npm run build", output: "dist" },
    router: { instance: router },
    environment: {
      VITE_API_URL: "/api",
      VITE_ACTIVITY_SAMPLING: String(activitySampling()),
      VITE_REALTIME_URL: $interpolate`https://${shared("realtime-http-host")}/event`,
      VITE_USER_POOL_ID: shared("user-pool-id"),
      VITE_USER_POOL_CLIENT_ID: shared("user-pool-client-id"),
      VITE_USER_POOL_ENDPOINT: identityUrl,
    },
    dev: { command: $interpolate`API_ORIGIN=${router.url} npm run dev` },
  });
  allowUploadsFrom("MenuFiles", { bucket: shared("menu-files-bucket"), origin: router.url });
  const apiUrl = $interpolate`${router.url}/api`;
  publishShared("api-url", apiUrl);
  return { webUrl: router.url, apiUrl };
};

/** The part of visits that tell what they look at, 0 to 1: all of them unless `ACTIVITY_SAMPLING` says less. */
const activitySampling = (): number => {
  const set = process.env.ACTIVITY_SAMPLING || "1";
  const part = Number(set);
  if (set.trim() !== "" && part >= 0 && part <= 1) return part;
  throw new Error(`ACTIVITY_SAMPLING=${set} is no part of visits. Use a number from 0, none, to 1, all.`);
};
