export { default, stripePlugins } from "../../infra/stripe.esbuild.mjs";
