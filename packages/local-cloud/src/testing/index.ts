/** What tests of other packages stand on; nothing that runs an app imports it. */
export { AwsError } from "../core/aws-error.ts";
export { createClock } from "../core/clock.ts";
export { createJournal } from "../core/journal.ts";
export { type DynamoDbServer, startDynamoDb } from "./dynamodb.ts";
export { openTestClient } from "./events-client.ts";
export { createWorkflows } from "./workflows.ts";
