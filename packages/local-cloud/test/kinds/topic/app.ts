import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { Resource } from "sst";

const sns = new SNSClient();

export const write = async ({ rawPath }: { rawPath: string }) => {
  const { arn: TopicArn } = (Resource as unknown as { News: { arn: string } }).News;
  const bread = { DataType: "String", StringValue: rawPath.slice(1) };
  await sns.send(new PublishCommand({ TopicArn, Message: "fresh", MessageAttributes: { bread } }));
  return "written";
};
export const read = async () => {};
export const like = async () => {};
