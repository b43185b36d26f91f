export { createDynamoDbEmulator } from "./emulator.ts";
export { type DynamoDbServer, startDynamoDb } from "./server-process.ts";
