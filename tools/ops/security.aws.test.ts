import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { openTarget } from "./target.ts";

// Without a deployed stage there is nothing that could be reached without TLS: the local cloud's HTTP counts as TLS.
const stage = process.env.SOURDOUGH_STAGE;
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
});
