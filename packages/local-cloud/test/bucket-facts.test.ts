import { S3Client } from "@aws-sdk/client-s3";
import { createS3Emulator } from "../src/emulators/s3/emulator.ts";
import { startTestGateway } from "../src/testing/fake-cloud.ts";
import { describeBucketFacts } from "./bucket-facts.ts";

describeBucketFacts("on the local cloud", false, async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  cloud.add(createS3Emulator(cloud));
  const credentials = cloud.issueCredentials({ principal: { kind: "root" }, causes: () => [] });
  const s3 = new S3Client({ region: "eu-west-1", endpoint: gateway.endpoint, credentials, maxAttempts: 1 });
  return { s3, stop };
});
