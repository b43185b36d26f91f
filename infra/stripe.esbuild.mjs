import { readFile } from "node:fs/promises";
import functionPlugins, { emptied } from "./functions.esbuild.mjs";

const parts =
  /[\\/]stripe[\\/]esm[\\/](resources[\\/].*|Webhooks|StripeEventNotificationHandler|autoPagination|Decimal)\.js$/;
const calls = /[\\/](PaymentIntents|Refunds|Disputes)\.js$/;

/**
 * The SDK makes an object for each of Stripe's 150 resources when it starts, so none can be tree-shaken: 190 KB of
 * 246. This leaves those empty that are not `used`, the paging of lists, and the decimals of API version 2.
 */
const unusedStripeParts = (used) => emptied("unused-stripe-parts", parts, (path) => used.test(path));

/**
 * A module that is imported with all its names runs the getters of each: of Node's `http` that loads a WebSocket client,
 * for 20 ms of a cold start.
 */
const httpWithoutWebSocket = {
  name: "http-without-web-socket",
  setup(build) {
    build.onLoad({ filter: /[\\/]stripe[\\/]esm[\\/]net[\\/]NodeHttpClient\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(
        "import * as http_ from 'http';",
        'const http_ = process.getBuiltinModule("http");',
      ),
      loader: "js",
    }));
  },
};

/** With what of the SDK a function uses. */
export const stripePlugins = (used) => [...functionPlugins, unusedStripeParts(used), httpWithoutWebSocket];

// biome-ignore lint/style/noDefaultExport: SST reads the plugins of `nodejs.plugins` from the default export.
export default stripePlugins(calls);
