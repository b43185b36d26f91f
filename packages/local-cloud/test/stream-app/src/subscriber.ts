import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { Resource } from "sst";

interface StreamRecord {
  kinesis?: { data: string };
  dynamodb?: { Keys: { id: { S: string } } };
}
interface Event {
  Records: StreamRecord[];
  state?: { count?: number };
  isFinalInvokeForWindow?: boolean;
}

const sqs = new SQSClient({});

/** Tells the queue what it was given. */
export const handler = async ({ Records, state, isFinalInvokeForWindow }: Event) => {
  const texts = Records.map(({ kinesis, dynamodb }) =>
    kinesis ? Buffer.from(kinesis.data, "base64").toString() : dynamodb?.Keys.id.S,
  );
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: (Resource as unknown as { Seen: { url: string } }).Seen.url,
      MessageBody: JSON.stringify({
        by: process.env.SUBSCRIBER,
        texts,
        ...(isFinalInvokeForWindow && { total: state?.count }),
      }),
    }),
  );
  return { batchItemFailures: [], state: { count: (state?.count ?? 0) + Records.length } };
};
