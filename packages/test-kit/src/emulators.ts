/** Emulators one by one, for tests of one adapter, workflow or template that need no bakery around it. */
export {
  compilePattern,
  compileVelocityTemplate as compileTemplate,
  inputVariable,
  utilVariable,
} from "sourdough-local/models";
export { type StripeStandIn, startStripe } from "sourdough-local/stripe";
export {
  AwsError,
  createClock,
  createWorkflows,
  type DynamoDbServer,
  startDynamoDb,
} from "sourdough-local/testing";
export { unownedItems } from "./ownership.ts";
export { askedOfDynamoDb, dynamoDbTasks, itemsIn, keysIn, namesIn, tableUsers } from "./table-users.ts";
