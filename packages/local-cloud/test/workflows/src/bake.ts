import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Resource } from "sst";
import { workflow } from "sst/aws/workflow";

const links = Resource as unknown as { Shelf: { url: string } };

const sqs = new SQSClient({});
const put = (MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl: links.Shelf.url, MessageBody }));

interface Dough {
  loaves: number;
}

export const handler = workflow.handler<Dough>(async ({ loaves }, ctx) => {
  const dough = await ctx.stepWithRollback("knead", {
    run: async () => ({ loaves }),
    undo: async (_error, made) => void (await put(`thrown away: ${made.loaves}`)),
  });
  await ctx.wait("rise", { minutes: 30 });
  try {
    const tasted = await ctx.waitForCallback("taste", async (token) => void (await put(token)), {
      timeout: { minutes: 30 },
    });
    await ctx.step("shelve", async () => void (await put(`${dough.loaves} loaves, ${tasted}`)));
    return { baked: dough.loaves };
  } catch (error) {
    await ctx.rollbackAll(error);
    throw error;
  }
});
