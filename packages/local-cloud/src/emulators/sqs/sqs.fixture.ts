import {
  ReceiveMessageCommand,
  type ReceiveMessageRequest,
  SendMessageCommand,
  type SendMessageRequest,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createSqsEmulator } from "./emulator.ts";

/** What the wire carries of an answer. */
interface Answer {
  readonly status: number;
  /** `x-amzn-query-error`, by which clients of the JSON protocol know the older names of errors. */
  readonly queryError: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  readonly body: any;
}

const authorization =
  "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=none";

const MAPS: Record<string, string> = {
  Attributes: "Attribute",
  MessageAttributes: "MessageAttribute",
  MessageSystemAttributes: "MessageSystemAttribute",
  Tags: "Tag",
};
const fields = (value: unknown, path: string): [string, string][] =>
  typeof value === "object"
    ? Object.entries(value as object).flatMap(([key, member]) => fields(member, `${path}.${key}`))
    : [[path, String(value)]];

/** The input as SDKs of the older protocol write it: `Attribute.1.Name=...`. */
export const formOf = (operation: string, input: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries([
    ["Action", operation],
    ...Object.entries(input).flatMap(([name, value]) => {
      const map = MAPS[name];
      if (map)
        return Object.entries(value as object).flatMap(([key, member], at) => [
          [`${map}.${at + 1}.${map === "Tag" ? "Key" : "Name"}`, key],
          ...fields(member, `${map}.${at + 1}.Value`),
        ]);
      if (!Array.isArray(value)) return fields(value, name);
      const list = name === "Entries" ? `${operation}RequestEntry` : name.replace(/s$/, "");
      return value.flatMap((member, at) =>
        name === "Entries"
          ? Object.entries(formOf("", member))
              .slice(1)
              .map(([key, text]) => [`${list}.${at + 1}.${key}`, text])
          : fields(member, `${list}.${at + 1}`),
      );
    }),
  ]);

/** The emulator of SQS behind a gateway, with a client of the SDK and the two protocols by hand. */
export const startSqs = async () => {
  const gateway = await startTestGateway();
  const { cloud } = gateway;
  const sqs = createSqsEmulator(cloud);
  cloud.add(sqs);
  const client = new SQSClient({
    endpoint: cloud.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const urlOf = (name: string) => `${cloud.endpoint}/000000000000/${name}`;
  const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;

  /** The input as JSON text or what is to become it. */
  const call = async (operation: string, input: unknown): Promise<Answer> => {
    const response = await fetch(cloud.endpoint, {
      method: "POST",
      headers: {
        authorization,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AmazonSQS.${operation}`,
      },
      body: typeof input === "string" ? input : JSON.stringify(input),
    });
    return {
      status: response.status,
      queryError: response.headers.get("x-amzn-query-error"),
      body: await response.json(),
    };
  };

  return {
    cloud,
    sqs,
    client,
    urlOf,
    arnOf,
    /** A queue as the program of a graph declares it. */
    async queue(name: string, inputs: Record<string, unknown> = {}) {
      await provision(cloud, sqs, "aws:sqs/queue:Queue", name, { name, ...inputs });
      return { arn: arnOf(name), url: urlOf(name) };
    },
    fifo: (inputs: Record<string, unknown> = {}) =>
      provision(cloud, sqs, "aws:sqs/queue:Queue", "orders", {
        name: "orders.fifo",
        fifoQueue: true,
        ...inputs,
      }).then(() => urlOf("orders.fifo")),
    declare: (type: string, inputs: Record<string, unknown>) =>
      provision(cloud, sqs, type, "Declared", inputs),
    send: (QueueUrl: string, MessageBody: string, more: Partial<SendMessageRequest> = {}) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    /** Up to ten messages with all they have. */
    async receive(QueueUrl: string, more: Partial<ReceiveMessageRequest> = {}) {
      const answer = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
          ...more,
        }),
      );
      return answer.Messages ?? [];
    },
    async bodies(QueueUrl: string, more: Partial<ReceiveMessageRequest> = {}) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }),
      );
      return Messages.map(({ Body }) => Body);
    },
    call,
    /** The answer of an operation that succeeds. */
    async ok(operation: string, input: unknown) {
      const { status, body } = await call(operation, input);
      if (status !== 200) throw new Error(`${operation}: ${JSON.stringify(body)}`);
      return body;
    },
    async query(form: Record<string, string>): Promise<{ status: number; xml: string }> {
      const response = await fetch(cloud.endpoint, {
        method: "POST",
        headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ Version: "2012-11-05", ...form }).toString(),
      });
      return { status: response.status, xml: await response.text() };
    },
    async stop() {
      client.destroy();
      await sqs.stop?.();
      await gateway.stop();
    },
  };
};

export type Sqs = Awaited<ReturnType<typeof startSqs>>;
