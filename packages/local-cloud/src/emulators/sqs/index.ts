export { createSqsEmulator, type MessageFailure, type Queues } from "./emulator.ts";
export type { ResourcePolicies } from "./resource-policies.ts";
export { resourceTypes } from "./resources.ts";
