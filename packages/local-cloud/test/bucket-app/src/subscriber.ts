import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Resource } from "sst";

const sqs = new SQSClient();
const { url: QueueUrl } = (Resource as unknown as { Seen: { url: string } }).Seen;

export const handler = async (event: unknown) => {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
};
