import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

export interface Clients {
  readonly cognito: CognitoIdentityProviderClient;
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
  readonly documents: DynamoDBDocumentClient;
  destroy(): void;
}

/** SDK clients of somebody who may do everything. */
export const createClients = (endpoint: string, region: string): Clients => {
  const options = {
    endpoint,
    region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  };
  const cognito = new CognitoIdentityProviderClient(options);
  const events = new EventBridgeClient(options);
  const sqs = new SQSClient(options);
  const sfn = new SFNClient(options);
  const dynamodb = new DynamoDBClient(options);
  return {
    cognito,
    events,
    sqs,
    sfn,
    documents: DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } }),
    destroy: () => {
      for (const client of [cognito, events, sqs, sfn, dynamodb]) client.destroy();
    },
  };
};
