/** What tests of other packages stand on; nothing that runs an app imports it. */
export { AwsError } from "../core/aws-error.ts";
export { createClock } from "../core/clock.ts";
export { createJournal } from "../core/journal.ts";
export { type AppUnderTest, appUnderTest } from "./app-under-test.ts";
export { type DynamoDbServer, startDynamoDb } from "./dynamodb.ts";
export { putEnvironment } from "./environment.ts";
export { openTestClient } from "./events-client.ts";
export type { FaultInjection } from "./fault-injection.ts";
export type { PublishedEvent } from "./published.ts";
export type { AppQueue } from "./queues.ts";
export { createWorkflows } from "./workflows.ts";
