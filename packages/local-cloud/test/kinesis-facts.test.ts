import { KinesisClient } from "@aws-sdk/client-kinesis";
import { createKinesisEmulator } from "../src/emulators/kinesis/emulator.ts";
import { startTestGateway } from "../src/testing/fake-cloud.ts";
import { describeKinesisFacts } from "./kinesis-facts.ts";

describeKinesisFacts("on the local cloud", false, async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  const emulator = createKinesisEmulator(cloud);
  cloud.add(emulator);
  const kinesis = new KinesisClient({
    region: "eu-west-1",
    endpoint: gateway.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    kinesis,
    pass: () => cloud.clock.advance(60_000),
    async stop() {
      kinesis.destroy();
      await emulator.stop?.();
      await stop();
    },
  };
});
