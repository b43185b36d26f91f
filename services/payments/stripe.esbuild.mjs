import { readFile } from "node:fs/promises";
import functionPlugins, { emptied } from "../../infra/functions.esbuild.mjs";

const parts =
  /[\\/]stripe[\\/]esm[\\/](resources[\\/].*|Webhooks|StripeEventNotificationHandler|autoPagination|Decimal)\.js$/;
const used = /[\\/](PaymentIntents|Refunds)\.js$/;

/**
 * The SDK makes an object for each of Stripe's 150 resources when it starts, so none can be tree-shaken: 190 KB of
 * 246. This leaves those that payments does not use empty, the paging of lists, and the decimals of API version 2.
 */
const unusedStripeResources = emptied("unused-stripe-resources", parts, (path) => used.test(path));

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

// biome-ignore lint/style/noDefaultExport: SST reads the plugins of `nodejs.plugins` from the default export.
export default [...functionPlugins, unusedStripeResources, httpWithoutWebSocket];
