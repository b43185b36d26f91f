import { expect, test } from "vitest";
import { ROLE, startApi } from "./api.fixture.ts";

test("puts a record into a stream by the action alone, which names the operation", async () => {
  const put: unknown[] = [];
  const { send } = await startApi({
    routes: [
      {
        route: "POST /activity",
        integration: {
          type: "AWS",
          uri: "arn:aws:apigateway:eu-west-1:kinesis:action/PutRecord",
          integrationHttpMethod: "POST",
          credentials: ROLE,
          passthroughBehavior: "NEVER",
          requestTemplates: {
            "application/json":
              '{"StreamName":"activity","PartitionKey":"store-1","Data":"$util.base64Encode($input.body)"}',
          },
        },
        methodResponses: [{ statusCode: "202" }],
        integrationResponses: [{ statusCode: "202", responseTemplates: { "application/json": "{}" } }],
      },
    ],
    services: {
      kinesis: {
        PutRecord: (input: unknown) => {
          put.push(input);
          return { ShardId: "shardId-000000000000", SequenceNumber: "1" };
        },
      },
    },
  });
  const answer = await send("POST", "/activity", {
    body: JSON.stringify({ seen: "bread" }),
    headers: { "content-type": "application/json" },
  });
  expect([answer.status, put]).toEqual([
    202,
    [
      {
        StreamName: "activity",
        PartitionKey: "store-1",
        Data: Buffer.from('{"seen":"bread"}').toString("base64"),
      },
    ],
  ]);
});
