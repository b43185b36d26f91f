import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { describeServiceFacts } from "./service-facts.ts";

// Makes queues and rules of its own, and removes them; the stage only says that there is an account to ask.
const stage = process.env.SOURDOUGH_STAGE;

describeServiceFacts(`on AWS, ${stage ?? "(no stage: set SOURDOUGH_STAGE)"}`, !stage, async () => {
  const sqs = new SQSClient({});
  const events = new EventBridgeClient({});
  return { sqs, events, stop: async () => [sqs, events].forEach((client) => void client.destroy()) };
});
