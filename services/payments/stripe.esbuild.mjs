import functionPlugins, { emptied } from "../../infra/functions.esbuild.mjs";

const parts =
  /[\\/]stripe[\\/]esm[\\/](resources[\\/].*|Webhooks|StripeEventNotificationHandler|autoPagination|Decimal)\.js$/;
const used = /[\\/](PaymentIntents|Refunds)\.js$/;

/**
 * The SDK makes an object for each of Stripe's 150 resources when it starts, so none can be tree-shaken: 190 KB of
 * 246. This leaves those that payments does not use empty, the paging of lists, and the decimals of API version 2.
 */
const unusedStripeResources = emptied("unused-stripe-resources", parts, (path) => used.test(path));

// biome-ignore lint/style/noDefaultExport: SST reads the plugins of `nodejs.plugins` from the default export.
export default [...functionPlugins, unusedStripeResources];
