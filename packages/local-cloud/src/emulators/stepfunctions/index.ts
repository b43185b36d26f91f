export { createStepFunctionsEmulator } from "./emulator.ts";
export { resourceTypes } from "./resources.ts";
