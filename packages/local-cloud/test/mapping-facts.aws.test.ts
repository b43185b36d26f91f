import { DynamoDBStreamsClient, ListStreamsCommand } from "@aws-sdk/client-dynamodb-streams";
import { LambdaClient, paginateListEventSourceMappings } from "@aws-sdk/client-lambda";
import { describeMappingFacts } from "./mapping-facts.ts";

// Borrows a function and its queue, and a table's stream, for mappings that are all refused.
const stage = process.env.SOURDOUGH_STAGE;

describeMappingFacts(`on AWS, ${stage ?? "(no stage: set SOURDOUGH_STAGE)"}`, !stage, async () => {
  const lambda = new LambdaClient({});
  const streams = new DynamoDBStreamsClient({});
  const stop = async () => {
    lambda.destroy();
    streams.destroy();
  };
  const { Streams = [] } = await streams.send(new ListStreamsCommand({}));
  const streamArn = Streams.find(({ TableName = "" }) => TableName.includes(`-${stage}-`))?.StreamArn;
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client: lambda }, {})) {
    const one = EventSourceMappings.find(
      ({ FunctionArn = "", EventSourceArn = "" }) =>
        FunctionArn.includes(`-${stage}-`) && EventSourceArn.includes(":sqs:"),
    );
    if (one && streamArn)
      return { lambda, functionName: one.FunctionArn!, queueArn: one.EventSourceArn!, streamArn, stop };
  }
  throw new Error(`The stage ${stage} has no mapping of a queue, or no table with a stream.`);
});
