import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { AppUnderTest } from "sourdough-local/testing";

export interface Clients {
  readonly cognito: CognitoIdentityProviderClient;
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
  readonly documents: DynamoDBDocumentClient;
  destroy(): void;
}

export const createClients = (config: AppUnderTest["clientConfig"]): Clients => {
  const options = { ...config, maxAttempts: 1 };
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
