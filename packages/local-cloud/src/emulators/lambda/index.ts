export { bundleFunctions } from "./bundle/bundle-functions.ts";
