import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Resource } from "sst";
import { workflow } from "sst/aws/workflow";

const links = Resource as unknown as { Diary: { url: string } };
const sqs = new SQSClient({});

export const handler = workflow.handler<{ room: string }>(async ({ room }, ctx) => {
  await ctx.wait("dries", { minutes: 10 });
  await ctx.step("tell", async () => {
    const MessageBody = `tidied ${room}`;
    await sqs.send(new SendMessageCommand({ QueueUrl: links.Diary.url, MessageBody }));
  });
});
