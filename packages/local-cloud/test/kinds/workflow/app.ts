import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { Resource } from "sst";

const sfn = new SFNClient();

export const order = async () => {
  const { arn: stateMachineArn } = (Resource as unknown as { Recipe: { arn: string } }).Recipe;
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: "{}" }));
  return executionArn;
};
export const bake = async () => "baked";
