import { ListApiKeysCommand } from "@aws-sdk/client-appsync";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ListTopicsCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { rotate } from "./rotate.ts";
import { openTarget } from "./target.ts";

// Without a deployed stage there is nothing that could be reached without TLS: the local cloud's HTTP counts as TLS.
const stage = process.env.SOURDOUGH_STAGE;
const isShared = stage === "staging" || stage === "prod";
const region = process.env.AWS_REGION;

describe.skipIf(!stage)(`the resources of stage ${stage ?? "(none: set SOURDOUGH_STAGE)"}`, () => {
  test("a table answers nobody without TLS", async () => {
    const TableName = await (await openTarget(stage)).shared("orders-table");
    const plain = new DynamoDBClient({ endpoint: `http://dynamodb.${region}.amazonaws.com` });

    await expect(plain.send(new DescribeTableCommand({ TableName }))).rejects.toThrow(/not authorized/i);
  });

  test("a queue answers nobody without TLS", async () => {
    const { sqs } = await openTarget(stage);
    const { QueueUrls: [QueueUrl = ""] = [] } = await sqs.send(
      new ListQueuesCommand({ QueueNamePrefix: `sourdough-${stage}-` }),
    );
    const plain = new SQSClient({
      endpoint: `http://sqs.${region}.amazonaws.com`,
      useQueueUrlAsEndpoint: false,
    });

    await expect(plain.send(new GetQueueAttributesCommand({ QueueUrl }))).rejects.toThrow(/denied/i);
  });

  test("a topic takes nothing without TLS", async () => {
    const { sns } = await openTarget(stage);
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    const TopicArn = Topics.find((topic) => topic.TopicArn?.includes(`:sourdough-${stage}-`))?.TopicArn;
    const plain = new SNSClient({ endpoint: `http://sns.${region}.amazonaws.com` });

    await expect(plain.send(new PublishCommand({ TopicArn, Message: "plain" }))).rejects.toThrow(
      /not authorized|denied/i,
    );
  });

  test("who asks much too often is refused with 429, and let in again", {
    timeout: 900_000,
  }, async (context) => {
    if (!isShared) return context.skip("FIREWALL is off by default on personal stages");
    const url = `${await (await openTarget(stage)).shared("inventory-api-url")}stores`;
    // An address nobody has, so that nobody else is refused: AWS counts by the first of the header.
    const ask = () => fetch(url, { headers: { "x-forwarded-for": "203.0.113.77" } });
    const refused = async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, ask));
      return answers.find(({ status }) => status === 429);
    };
    const until = Date.now() + 600_000;
    let answer = await refused();
    while (!answer && Date.now() < until) answer = await refused();

    expect(answer?.headers.get("retry-after")).toBe("60");
    await expect(answer?.json()).resolves.toMatchObject({ status: 429, code: "too_many_requests" });
    expect((await fetch(url)).status).toBe(200);
  });

  test("the bus gets another key, and the old one is refused", { timeout: 600_000 }, async (context) => {
    if (process.env.SOURDOUGH_ROTATE !== "yes")
      return context.skip("it replaces the key of the stage: set SOURDOUGH_ROTATE=yes");
    const target = await openTarget(stage);
    const [apiId, host] = [await target.shared("realtime-api-id"), await target.shared("realtime-http-host")];
    const keys = async () =>
      ((await target.appsync.send(new ListApiKeysCommand({ apiId }))).apiKeys ?? []).map(({ id }) => id);
    const publishWith = async (key: string | undefined) =>
      fetch(`https://${host}/event`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-api-key": String(key) },
        body: JSON.stringify({ channel: "/orders/nobody/none", events: ['{"orderId":"none"}'] }),
      });
    const [old] = await keys();
    await rotate.run(target, { positionals: ["appsync-key"], values: {} });
    const [young] = await keys();

    expect(young).not.toBe(old);
    expect((await publishWith(young)).status).toBe(200);
    expect((await publishWith(old)).status).toBe(401);
  });
});
