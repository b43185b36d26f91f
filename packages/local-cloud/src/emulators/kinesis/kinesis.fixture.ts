import { KinesisClient } from "@aws-sdk/client-kinesis";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createKinesisEmulator } from "./emulator.ts";
import { STREAM } from "./resources.ts";

/** What the wire carries of an answer. */
interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  readonly body: any;
}

const authorization =
  "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/kinesis/aws4_request, SignedHeaders=host, Signature=none";

/** The emulator of Kinesis behind a gateway, with a client of the SDK, and the protocol by hand. */
export const startKinesis = async () => {
  const gateway = await startTestGateway();
  const { cloud } = gateway;
  const kinesis = createKinesisEmulator(cloud);
  cloud.add(kinesis);
  const client = new KinesisClient({
    endpoint: cloud.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const call = async (operation: string, input: unknown): Promise<Answer> => {
    const response = await fetch(cloud.endpoint, {
      method: "POST",
      headers: {
        authorization,
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `Kinesis_20131202.${operation}`,
      },
      body: typeof input === "string" ? input : JSON.stringify(input),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  /** Lets time stand still: what a shard takes in a second is then certain. */
  const freeze = () => {
    const at = Date.now();
    let ahead = 0;
    const { advance } = cloud.clock;
    Object.assign(cloud.clock, {
      now: () => at + ahead,
      advance(ms: number) {
        ahead += ms;
        advance(ms);
      },
    });
  };

  return {
    cloud,
    kinesis,
    client,
    call,
    freeze,
    arnOf: (name: string) => `arn:aws:kinesis:eu-west-1:000000000000:stream/${name}`,
    /** The answer of an operation that succeeds. */
    async ok(operation: string, input: unknown) {
      const { status, body } = await call(operation, input);
      if (status !== 200) throw new Error(`${operation}: ${JSON.stringify(body)}`);
      return body;
    },
    /** A stream as the program of a graph declares it. */
    stream: (name: string, inputs: Record<string, unknown> = { shardCount: 1 }) =>
      provision(cloud, kinesis, STREAM, name, { name, ...inputs }),
    declare: (type: string, inputs: Record<string, unknown>) =>
      provision(cloud, kinesis, type, "Declared", inputs),
    async stop() {
      client.destroy();
      await kinesis.stop?.();
      await gateway.stop();
    },
  };
};
