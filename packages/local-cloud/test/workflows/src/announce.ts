import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Resource } from "sst";
import { workflow } from "sst/aws/workflow";

const links = Resource as unknown as { Shelf: { url: string } };

const sqs = new SQSClient({});

interface OrderPlaced {
  detail: { properties: { orderId: string } };
}

export const handler = workflow.handler<OrderPlaced>(async ({ detail }, ctx) => {
  await ctx.step("announce", async ({ logger }) => {
    logger.info({ message: "announced", orderId: detail.properties.orderId });
    await sqs.send(
      new SendMessageCommand({ QueueUrl: links.Shelf.url, MessageBody: detail.properties.orderId }),
    );
  });
});
