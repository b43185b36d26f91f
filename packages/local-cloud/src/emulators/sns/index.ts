export { createSnsEmulator } from "./emulator.ts";
export { resourceTypes } from "./resources.ts";
