import { DynamoDBClient, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { Resource } from "sst";

const dynamodb = new DynamoDBClient();

/** Puts the bread that the path names, and answers with all of its flour. */
export const shelf = async ({ rawPath }: { rawPath: string }) => {
  const { name: TableName } = (Resource as unknown as { Breads: { name: string } }).Breads;
  const [, flour = "", name = ""] = rawPath.split("/");
  await dynamodb.send(new PutItemCommand({ TableName, Item: { name: { S: name }, flour: { S: flour } } }));
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName,
      IndexName: "ByFlour",
      KeyConditionExpression: "flour = :flour",
      ExpressionAttributeValues: { ":flour": { S: flour } },
    }),
  );
  return Items.map(({ name }) => name?.S).sort();
};
export const watch = async () => {};
