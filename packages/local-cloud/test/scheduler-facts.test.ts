import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { createSchedulerEmulator } from "../src/emulators/scheduler/emulator.ts";
import { startTestGateway } from "../src/testing/fake-cloud.ts";
import { describeSchedulerFacts } from "./scheduler-facts.ts";

describeSchedulerFacts("on the local cloud", false, async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  cloud.add(createSchedulerEmulator(cloud));
  const scheduler = new SchedulerClient({
    region: "eu-west-1",
    endpoint: gateway.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const target = {
    Arn: "arn:aws:sqs:eu-west-1:000000000000:ovens",
    RoleArn: "arn:aws:iam::000000000000:role/clock",
  };
  return { scheduler, target, stop };
});
