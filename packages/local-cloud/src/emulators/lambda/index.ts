export { bundleFunctions, type FunctionBundle } from "./bundle/bundle-functions.ts";
export { createLambdaEmulator, type LambdaEmulatorOptions } from "./emulator.ts";
export { resourceTypes } from "./resources.ts";
