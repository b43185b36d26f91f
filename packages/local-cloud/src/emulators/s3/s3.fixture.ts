import { S3Client } from "@aws-sdk/client-s3";
import type { Emulator } from "../../core/cloud.ts";
import { startTestGateway, type TestCloud } from "../../testing/fake-cloud.ts";
import { createS3Emulator } from "./emulator.ts";

export interface LocalS3 {
  readonly cloud: TestCloud;
  readonly endpoint: string;
  readonly emulator: Emulator;
  readonly s3: S3Client;
  stop(): Promise<void>;
}

/** The emulator behind a real gateway, and the SDK's client for it. */
export const startS3 = async (): Promise<LocalS3> => {
  const { cloud, gateway, stop } = await startTestGateway();
  const emulator = createS3Emulator(cloud);
  cloud.add(emulator);
  await emulator.start?.();
  const s3 = new S3Client({
    endpoint: gateway.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
  return {
    cloud,
    endpoint: gateway.endpoint,
    emulator,
    s3,
    stop: async () => {
      s3.destroy();
      await emulator.stop?.();
      await stop();
    },
  };
};
