export { bundleFunctions } from "./bundle/bundle-functions.ts";
export { createLambdaEmulator } from "./emulator.ts";
