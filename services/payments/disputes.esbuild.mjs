import { stripePlugins } from "./stripe.esbuild.mjs";

/** For a function that answers disputes, and calls nothing else. */
// biome-ignore lint/style/noDefaultExport: SST reads the plugins of `nodejs.plugins` from the default export.
export default stripePlugins(/[\\/]esm[\\/]resources[\\/]Disputes\.js$/);
