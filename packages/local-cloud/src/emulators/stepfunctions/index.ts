export { createStepFunctionsEmulator } from "./emulator.ts";
