export { createSqsEmulator } from "./emulator.ts";
export { resourceTypes } from "./resources.ts";
