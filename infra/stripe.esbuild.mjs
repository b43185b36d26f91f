import { changed, emptied, replaced } from "./esbuild/sources.mjs";
import functionPlugins from "./functions.esbuild.mjs";

const parts =
  /[\\/]stripe[\\/]esm[\\/](resources[\\/].*|net[\\/]FetchHttpClient|Webhooks|StripeEventNotificationHandler|autoPagination|Decimal)\.js$/;
const calls = /[\\/]esm[\\/]resources[\\/](PaymentIntents|Refunds|Disputes)\.js$/;

/**
 * The SDK makes an object for each of Stripe's 150 resources when it starts, so none can be tree-shaken: 190 KB of
 * 246. This leaves those empty that are not `used`, the client over `fetch`, the paging of
 * lists, and the decimals of API version 2.
 */
const unusedStripeParts = (used) => emptied("unused-stripe-parts", parts, (path) => used.test(path));

/**
 * A module that is imported with all its names runs the getters of each: of Node's `http` that loads a WebSocket client,
 * for 20 ms of a cold start.
 */
const httpWithoutWebSocket = changed(
  "http-without-web-socket",
  /[\\/]stripe[\\/]esm[\\/]net[\\/]NodeHttpClient\.js$/,
  (source) =>
    replaced(source, /import \* as http_ from 'http';/g, 'const http_ = process.getBuiltinModule("http");'),
);

/** With what of the SDK a function uses. */
export const stripePlugins = (used) => [...functionPlugins, unusedStripeParts(used), httpWithoutWebSocket];

// biome-ignore lint/style/noDefaultExport: SST reads the plugins of `nodejs.plugins` from the default export.
export default stripePlugins(calls);
