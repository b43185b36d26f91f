import { randomUUID } from "node:crypto";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { Resource } from "sst";
import { bus } from "sst/aws/bus";

const database = new DynamoDBClient({});

export const handler = async (request: { body: string }) => {
  const { text } = JSON.parse(request.body) as { text: string };
  const id = randomUUID();
  await database.send(
    new PutItemCommand({ TableName: Resource.Notes.name, Item: { id: { S: id }, text: { S: text } } }),
  );
  await bus.publish(Resource.Events, "NoteCreated", { id, text });
  return { statusCode: 201, body: JSON.stringify({ id }) };
};
