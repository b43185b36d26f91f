import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Resource } from "sst";

const links = Resource as unknown as { Seen: { url: string } };

export const handler = async (event: { Records: { dynamodb: { NewImage: { id: { S: string } } } }[] }) => {
  for (const record of event.Records)
    await new SQSClient({}).send(
      new SendMessageCommand({ QueueUrl: links.Seen.url, MessageBody: record.dynamodb.NewImage.id.S }),
    );
};
