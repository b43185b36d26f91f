import { stripePlugins } from "./stripe.esbuild.mjs";

/** For a function that reads what Stripe sends, and calls nothing. */
// biome-ignore lint/style/noDefaultExport: SST reads the plugins of `nodejs.plugins` from the default export.
export default stripePlugins(/[\\/]Webhooks\.js$/);
