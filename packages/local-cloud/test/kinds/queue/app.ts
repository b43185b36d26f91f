import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Resource } from "sst";

const sqs = new SQSClient();

export const order = async ({ rawPath }: { rawPath: string }) => {
  const { url: QueueUrl } = (Resource as unknown as { Orders: { url: string } }).Orders;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: rawPath }));
  return "ordered";
};
export const bake = async ({ Records }: { Records: { body: string }[] }) => {
  for (const { body } of Records) if (body === "/burnt") throw new Error("burnt");
};
export const dead = async () => {};
