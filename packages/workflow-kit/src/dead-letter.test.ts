import { AwsError, createWorkflows } from "sourdough-local/testing";
import { expect, test } from "vitest";
import { catchIntoDeadLetterQueue, sendToDeadLetterQueue } from "./dead-letter.ts";

test("sends an event to the dead-letter queue with the error that it ended in", async () => {
  const sent: unknown[] = [];
  const workflows = createWorkflows({
    dynamodb: {
      PutItem: () => {
        throw new AwsError("ResourceNotFoundException", "No such table");
      },
    },
    sqs: {
      SendMessage: ({ QueueUrl, MessageBody }) => {
        sent.push({ QueueUrl, body: JSON.parse(MessageBody) });
        return { MessageId: "1" };
      },
    },
  });
  const { status } = await workflows.run(
    {
      StartAt: "Remember",
      States: {
        Remember: {
          Type: "Pass",
          Assign: { event: "{% $states.input %}" },
          Output: { other: true },
          Next: "Write",
        },
        Write: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
          Arguments: { TableName: "orders", Item: {} },
          Catch: [catchIntoDeadLetterQueue("$event")],
          End: true,
        },
        ...sendToDeadLetterQueue("https://queue"),
      },
    },
    { "detail-type": "StockReleased" },
  );
  workflows.stop();

  expect(status).toBe("SUCCEEDED");
  expect(sent).toMatchObject([
    {
      QueueUrl: "https://queue",
      body: {
        event: { "detail-type": "StockReleased" },
        error: { Error: "DynamoDb.ResourceNotFoundException" },
      },
    },
  ]);
});
