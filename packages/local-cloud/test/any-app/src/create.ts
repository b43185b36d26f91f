import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { Resource } from "sst";
import { bus } from "sst/aws/bus";

const links = Resource as unknown as {
  Notes: { name: string };
  Events: { name: string };
  News: { arn: string };
};

export const handler = async (event: { body: string }) => {
  const { id } = JSON.parse(event.body) as { id: string };
  await new DynamoDBClient({}).send(
    new PutItemCommand({ TableName: links.Notes.name, Item: { id: { S: id } } }),
  );
  await bus.publish(links.Events, "NoteCreated", { id });
  await new SNSClient({}).send(new PublishCommand({ TopicArn: links.News.arn, Message: id }));
  return { statusCode: 201, body: JSON.stringify({ id }) };
};
