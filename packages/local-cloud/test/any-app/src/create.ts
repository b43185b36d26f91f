import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { Resource } from "sst";

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
  await new EventBridgeClient({}).send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: links.Events.name,
          Source: "notes",
          DetailType: "NoteCreated",
          Detail: JSON.stringify({ id }),
        },
      ],
    }),
  );
  await new SNSClient({}).send(new PublishCommand({ TopicArn: links.News.arn, Message: id }));
  return { statusCode: 201, body: JSON.stringify({ id }) };
};
