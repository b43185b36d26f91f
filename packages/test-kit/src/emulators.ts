/** Emulators one by one, for tests of one adapter, workflow or template that need no bakery around it. */
export { AwsError } from "@sourdough/local-cloud/src/core/aws-error.ts";
export { createClock } from "@sourdough/local-cloud/src/core/clock.ts";
export { type DynamoDbServer, startDynamoDb } from "@sourdough/local-cloud/src/emulators/dynamodb/index.ts";
export { compile as compilePattern } from "@sourdough/local-cloud/src/patterns/index.ts";
export { createWorkflows } from "@sourdough/local-cloud/src/testing/index.ts";
export { type StripeStandIn, startStripe } from "@sourdough/local-cloud/src/third-parties/stripe/index.ts";
export { inputVariable, utilVariable } from "@sourdough/local-cloud/src/vtl/mapping-variables.ts";
export { compileTemplate } from "@sourdough/local-cloud/src/vtl/template.ts";
export { strangersTo } from "./ownership.ts";
export { askedOfDynamoDb, dynamoDbTasks, itemsIn, keysIn, namesIn, tableUsers } from "./table-users.ts";
