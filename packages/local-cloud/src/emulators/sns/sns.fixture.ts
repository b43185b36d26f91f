import { SNSClient } from "@aws-sdk/client-sns";
import { startTestGateway, type TestCloud } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createSqsEmulator } from "../sqs/emulator.ts";
import { createSnsEmulator } from "./emulator.ts";

interface Received {
  readonly Body: string;
  readonly MessageId: string;
  readonly Attributes: Record<string, string>;
  readonly MessageAttributes?: Record<string, object>;
}
type Inputs = Record<string, unknown>;

export interface SnsFixture {
  readonly cloud: TestCloud;
  readonly endpoint: string;
  readonly client: SNSClient;
  queue(name: string, inputs?: Inputs): Promise<unknown>;
  /** Provisions a topic and gives its ARN. */
  topic(name: string, inputs?: Inputs): Promise<string>;
  subscribe(topicArn: string, endpoint: string, inputs?: Inputs): Promise<Record<string, string>>;
  call<Output = Record<string, unknown>>(operation: string, input: object): Promise<Output>;
  /** The first ten messages, which stay in the queue. */
  inQueue(name: string): Promise<Received[]>;
  bodies(name: string): Promise<string[]>;
  stop(): Promise<void>;
}

export const ACCOUNT = "000000000000";
export const queueArn = (name: string) => `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}`;
export const text = (StringValue: string) => ({ DataType: "String", StringValue });

const root = { principal: { kind: "root" }, causes: [] } as const;

/** SNS and SQS behind a gateway. */
export const startSns = async (): Promise<SnsFixture> => {
  const { cloud, gateway, stop } = await startTestGateway();
  const sqs = createSqsEmulator(cloud);
  const sns = createSnsEmulator(cloud);
  cloud.add(sqs);
  cloud.add(sns);
  const client = new SNSClient({
    endpoint: gateway.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const inQueue = async (name: string) => {
    const { Messages = [] } = await cloud.call(
      "sqs",
      "ReceiveMessage",
      {
        QueueUrl: `${cloud.endpoint}/${ACCOUNT}/${name}`,
        VisibilityTimeout: 0,
        MaxNumberOfMessages: 10,
        AttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      },
      root,
    );
    return Messages as Received[];
  };
  return {
    cloud,
    client,
    endpoint: gateway.endpoint,
    inQueue,
    bodies: async (name) => (await inQueue(name)).map(({ Body }) => Body),
    queue: (name, inputs = {}) => provision(cloud, sqs, "aws:sqs/queue:Queue", name, { name, ...inputs }),
    topic: async (name, inputs = {}) =>
      (await provision(cloud, sns, "aws:sns/topic:Topic", name, { name, ...inputs })).arn!,
    subscribe: (topic, endpoint, inputs = {}) =>
      provision(cloud, sns, "aws:sns/topicSubscription:TopicSubscription", `${endpoint}Subscription`, {
        topic,
        protocol: "sqs",
        endpoint,
        ...inputs,
      }),
    call: (operation, input) => cloud.dispatch("sns", operation, input, root) as Promise<never>,
    async stop() {
      client.destroy();
      await sqs.stop?.();
      await stop();
    },
  };
};
