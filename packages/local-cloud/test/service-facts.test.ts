import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createEventBridgeEmulator } from "../src/emulators/eventbridge/emulator.ts";
import { createSqsEmulator } from "../src/emulators/sqs/emulator.ts";
import { startTestGateway } from "../src/testing/fake-cloud.ts";
import { describeServiceFacts } from "./service-facts.ts";

describeServiceFacts("on the local cloud", false, async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  cloud.add(createSqsEmulator(cloud));
  cloud.add(createEventBridgeEmulator(cloud));
  const config = {
    region: "eu-west-1",
    endpoint: gateway.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  return { sqs: new SQSClient(config), events: new EventBridgeClient(config), stop };
});
