import { send } from "./http.ts";

/** Services that take JSON with the operation in a header, and the prefix they know it by. */
const targets: Record<string, string> = {
  "cognito-idp": "AWSCognitoIdentityProviderService",
  dynamodb: "DynamoDB_20120810",
  events: "AWSEvents",
  sqs: "AmazonSQS",
  states: "AWSStepFunctions",
};

/** An answer that is not a success. */
class AwsFailure extends Error {
  override readonly name = "AwsFailure";
}

export interface Aws {
  /** Calls an operation; throws `AwsFailure`. */
  call<Output = Record<string, unknown>>(service: string, operation: string, input: object): Promise<Output>;
  /** Sends the request and does not look at the answer. */
  ask(service: string, operation: string, input: object): Promise<unknown>;
}

/** The local AWS endpoint without an SDK, which would take most of the time of a call. */
export const connectAws = ({ awsEndpoint, region }: { awsEndpoint: string; region: string }): Aws => {
  const ask = (service: string, operation: string, input: object) =>
    send(
      "POST",
      awsEndpoint,
      {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-date": "20260101T000000Z",
        "x-amz-target": `${targets[service]}.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=bench/20260101/${region}/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=0`,
      },
      JSON.stringify(input),
    );
  return {
    ask,
    async call<Output>(service: string, operation: string, input: object) {
      const { status, text } = await ask(service, operation, input);
      if (status >= 300) throw new AwsFailure(`${service} ${operation} answered ${status}: ${text}`);
      return JSON.parse(text || "{}") as Output;
    },
  };
};

/** An attribute value as DynamoDB sends it. */
type Attribute = { S: string } | { N: string } | Record<string, unknown>;
export type Item = Record<string, Attribute>;

export const text = (item: Item, name: string): string => {
  const value = item[name];
  return value && "S" in value ? String(value.S) : value && "N" in value ? String(value.N) : "";
};
export const count = (item: Item, name: string): number => Number(text(item, name) || 0);

/** Every item of a table that has `entity`. */
export const scan = async (aws: Aws, table: string, entity: string): Promise<Item[]> => {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await aws.call<{ Items: Item[]; LastEvaluatedKey?: Item }>("dynamodb", "Scan", {
      TableName: table,
      ConsistentRead: true,
      FilterExpression: "entity = :entity",
      ExpressionAttributeValues: { ":entity": { S: entity } },
      ExclusiveStartKey: from,
    });
    items.push(...page.Items);
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
};
