import { createTestCloud, type TestCloud } from "../../testing/fake-cloud.ts";
import { createSqsEmulator } from "./index.ts";

const caller = { principal: { kind: "root" }, causes: [] } as const;

export interface Message {
  readonly MessageId: string;
  readonly Body: string;
  readonly ReceiptHandle: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, object>>;
  readonly MD5OfMessageAttributes?: string;
}

/** SQS in process, with the few calls most tests make. */
export interface TestSqs {
  readonly cloud: TestCloud;
  // biome-ignore lint/suspicious/noExplicitAny: answers are as different as the operations.
  call(operation: string, input?: unknown): Promise<any>;
  /** URL of a new queue. */
  create(name: string, attributes?: Readonly<Record<string, string | undefined>>): Promise<string>;
  send(url: string, body: string, more?: object): Promise<{ MessageId: string; SequenceNumber?: string }>;
  receive(url: string, more?: object): Promise<readonly Message[]>;
  bodies(url: string, more?: object): Promise<readonly string[]>;
  attributes(url: string, ...names: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

export const createTestSqs = (): TestSqs => {
  const cloud = createTestCloud();
  const sqs = createSqsEmulator(cloud);
  const call = async (operation: string, input: unknown = {}) => sqs.operations[operation]!(input, caller);
  const receive = async (QueueUrl: string, more = {}) => {
    const all = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] };
    const { Messages = [] } = (await call("ReceiveMessage", { ...all, ...more })) as { Messages?: Message[] };
    return Messages;
  };
  return {
    cloud,
    call,
    receive,
    create: async (QueueName, Attributes = {}) => {
      const fifo = QueueName.endsWith(".fifo") && { FifoQueue: "true" };
      const input = { QueueName, Attributes: { ...fifo, ...Attributes } };
      return ((await call("CreateQueue", input)) as { QueueUrl: string }).QueueUrl;
    },
    send: async (QueueUrl, MessageBody, more = {}) =>
      (await call("SendMessage", { QueueUrl, MessageBody, ...more })) as { MessageId: string },
    bodies: async (url, more) => (await receive(url, more)).map(({ Body }) => Body),
    attributes: async (QueueUrl, ...AttributeNames) =>
      ((await call("GetQueueAttributes", { QueueUrl, AttributeNames })) as { Attributes?: object })
        .Attributes as Record<string, string>,
  };
};
