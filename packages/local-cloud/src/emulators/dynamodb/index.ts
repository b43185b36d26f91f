export { createDynamoDbEmulator } from "./emulator.ts";
export { resourceTypes } from "./resources.ts";
export { type DynamoDbServer, startDynamoDb } from "./server-process.ts";
