import { KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { Resource } from "sst";

const kinesis = new KinesisClient();

interface Lambda {
  streamifyResponse(
    run: (event: { rawPath: string }, answer: NodeJS.WritableStream) => Promise<void>,
  ): unknown;
}

export const sell = (globalThis as unknown as { awslambda: Lambda }).awslambda.streamifyResponse(
  async ({ rawPath }, answer) => {
    const { name: StreamName } = (Resource as unknown as { Sales: { name: string } }).Sales;
    const PartitionKey = rawPath.slice(1);
    const Data = Buffer.from(JSON.stringify({ bread: PartitionKey }));
    answer.write("selling ");
    await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data }));
    answer.end(PartitionKey);
  },
);
export const all = async () => {};
export const rye = async () => {};
