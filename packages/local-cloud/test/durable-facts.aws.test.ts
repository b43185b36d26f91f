import { LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import { describeDurableFacts } from "./durable-facts.ts";

// Asks the first durable function of the stage, and starts nothing.
const stage = process.env.SOURDOUGH_STAGE;

describeDurableFacts(`on AWS, ${stage ?? "(no stage: set SOURDOUGH_STAGE)"}`, !stage, async () => {
  const lambda = new LambdaClient({});
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    for (const { FunctionName = "", DurableConfig } of Functions)
      if (DurableConfig && FunctionName.includes(`-${stage}-`))
        return {
          lambda,
          functionName: FunctionName,
          qualifier: "live",
          stop: async () => lambda.destroy(),
        };
  throw new Error(`The stage ${stage} has no durable function.`);
});
