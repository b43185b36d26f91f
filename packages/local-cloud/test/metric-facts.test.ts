import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { createCloudWatchEmulator } from "../src/emulators/cloudwatch/emulator.ts";
import { startTestGateway } from "../src/testing/fake-cloud.ts";
import { describeMetricFacts } from "./metric-facts.ts";

describeMetricFacts("on the local cloud", false, async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  const emulator = createCloudWatchEmulator(cloud);
  cloud.add(emulator);
  await emulator.start?.();
  const cloudwatch = new CloudWatchClient({
    region: "eu-west-1",
    endpoint: gateway.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    cloudwatch,
    pass: () => cloud.clock.advance(60_000),
    now: cloud.clock.now,
    async stop() {
      cloudwatch.destroy();
      await emulator.stop?.();
      await stop();
    },
  };
});
