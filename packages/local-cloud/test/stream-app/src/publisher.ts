import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { Resource } from "sst";

const kinesis = new KinesisClient({});

/** Puts the entries of a JSON array into the stream, and answers with how many it had no room for. */
export const handler = async ({ body = "[]" }: { body?: string }) => {
  const { FailedRecordCount } = await kinesis.send(
    new PutRecordsCommand({
      StreamName: (Resource as unknown as { Activity: { name: string } }).Activity.name,
      Records: (JSON.parse(body) as unknown[]).map((entry) => ({
        Data: Buffer.from(JSON.stringify(entry)),
        PartitionKey: "store-1",
      })),
    }),
  );
  return { statusCode: 200, body: JSON.stringify({ failed: FailedRecordCount }) };
};
