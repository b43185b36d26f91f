import { type HttpAnswer, send } from "../http.ts";

/** Something that a client does, from its first request until its last answer. */
export type Hop = () => Promise<unknown>;

const authorization = (service: string) => ({
  "x-amz-date": "20260101T000000Z",
  authorization: `AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=0`,
});

const accepted = ({ status, text }: HttpAnswer, what: string): string => {
  if (status >= 300) throw new Error(`${what} answered ${status}: ${text}`);
  return text;
};

const sqsOf =
  (endpoint: string) =>
  async <Output>(operation: string, input: object): Promise<Output> => {
    const headers = {
      ...authorization("sqs"),
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AmazonSQS.${operation}`,
    };
    const answer = await send("POST", endpoint, headers, JSON.stringify(input));
    return JSON.parse(accepted(answer, operation) || "{}") as Output;
  };

const snsOf = (endpoint: string) => async (operation: string, input: Record<string, string>) => {
  const headers = { ...authorization("sns"), "content-type": "application/x-www-form-urlencoded" };
  const body = new URLSearchParams({ Action: operation, Version: "2010-03-31", ...input }).toString();
  return accepted(await send("POST", endpoint, headers, body), operation);
};

const body = JSON.stringify({ orderId: "ord-1", note: "x".repeat(1_000) });
interface Received {
  readonly Messages?: readonly { readonly ReceiptHandle: string }[];
}

const policyFor = (queue: string, topic: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queue,
        Condition: { ArnEquals: { "aws:SourceArn": topic } },
      },
    ],
  });

const createQueue = async (endpoint: string, name: string) => {
  const sqs = sqsOf(endpoint);
  const { QueueUrl } = await sqs<{ QueueUrl: string }>("CreateQueue", { QueueName: name });
  const { Attributes } = await sqs<{ Attributes: { QueueArn: string } }>("GetQueueAttributes", {
    QueueUrl,
    AttributeNames: ["QueueArn"],
  });
  return {
    arn: Attributes.QueueArn,
    /** As on AWS, where a topic may not send to a queue that does not say so. */
    allow: (topic: string) =>
      sqs("SetQueueAttributes", { QueueUrl, Attributes: { Policy: policyFor(Attributes.QueueArn, topic) } }),
    send: () => sqs("SendMessage", { QueueUrl, MessageBody: body }),
    /** Waits for a message and takes it off. */
    async take() {
      const { Messages = [] } = await sqs<Received>("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 10 });
      if (Messages.length === 0) throw new Error(`${endpoint} lost a message.`);
      await sqs("DeleteMessage", { QueueUrl, ReceiptHandle: Messages[0]!.ReceiptHandle });
    },
  };
};

/** SendMessage, ReceiveMessage, DeleteMessage, with a kilobyte. */
export const queueHop = async (endpoint: string): Promise<Hop> => {
  const queue = await createQueue(endpoint, "peers-queue");
  return async () => {
    await queue.send();
    await queue.take();
  };
};

/** Publish to a topic until its subscriber's queue has the message. */
export const topicHop = async (endpoint: string): Promise<Hop> => {
  const sns = snsOf(endpoint);
  const queue = await createQueue(endpoint, "peers-subscriber");
  const created = await sns("CreateTopic", { Name: "peers-topic" });
  const topic = /<TopicArn>(.*?)<\/TopicArn>/.exec(created)![1]!;
  await queue.allow(topic);
  await sns("Subscribe", { TopicArn: topic, Protocol: "sqs", Endpoint: queue.arn });
  return async () => {
    await sns("Publish", { TopicArn: topic, Message: body });
    await queue.take();
  };
};

/** PutObject and GetObject, with a kilobyte. */
export const bucketHop = async (endpoint: string): Promise<Hop> => {
  const ask = async (method: string, path: string, content = "") =>
    accepted(await send(method, `${endpoint}/peers-bucket${path}`, authorization("s3"), content), method);
  await ask("PUT", "");
  return async () => {
    await ask("PUT", "/order.json", body);
    if ((await ask("GET", "/order.json")) !== body) throw new Error(`${endpoint} gave another object back.`);
  };
};

/** Invoke of a warm function, and its answer. */
export const invokeHop =
  (endpoint: string, functionName: string): Hop =>
  async () => {
    const url = `${endpoint}/2015-03-31/functions/${functionName}/invocations`;
    const answer = accepted(await send("POST", url, authorization("lambda"), body), "Invoke");
    if (JSON.parse(answer).orderId !== "ord-1") throw new Error(`${endpoint} answered ${answer}.`);
  };
