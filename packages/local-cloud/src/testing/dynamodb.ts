import { createDynamoDbEmulator } from "../emulators/dynamodb/emulator.ts";
import { startTestGateway } from "./fake-cloud.ts";

/** DynamoDB alone, at an address of its own. */
export interface DynamoDbServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts an empty DynamoDB on a free port, for tests of one adapter through the SDK. */
export const startDynamoDb = async (): Promise<DynamoDbServer> => {
  const { cloud, gateway, stop } = await startTestGateway();
  const emulator = createDynamoDbEmulator(cloud);
  cloud.add(emulator);
  cloud.add(emulator.streams);
  return {
    url: gateway.endpoint,
    async stop() {
      await stop();
      await emulator.stop?.();
    },
  };
};
