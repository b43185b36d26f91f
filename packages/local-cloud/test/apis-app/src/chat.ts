import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { Resource } from "sst";

interface SocketEvent {
  readonly body: string;
  readonly methodArn: string;
  readonly queryStringParameters: { readonly name: string };
  readonly requestContext: {
    readonly connectionId: string;
    readonly domainName: string;
    readonly stage: string;
    readonly authorizer: { readonly principalId: string };
  };
}

const links = Resource as unknown as { Chat: { managementEndpoint: string } };

export const authorizer = async ({ methodArn, queryStringParameters: { name } }: SocketEvent) => ({
  principalId: name,
  policyDocument: {
    Version: "2012-10-17",
    Statement: [
      { Action: "execute-api:Invoke", Effect: name === "mallory" ? "Deny" : "Allow", Resource: methodArn },
    ],
  },
});

export const connect = async () => ({ statusCode: 200 });

export const disconnect = async ({ requestContext }: SocketEvent) => {
  console.log(`${requestContext.authorizer.principalId} left`);
  return { statusCode: 200 };
};

const tell = async (endpoint: string, { requestContext }: SocketEvent, text: string) => {
  await new ApiGatewayManagementApiClient({ endpoint }).send(
    new PostToConnectionCommand({ ConnectionId: requestContext.connectionId, Data: text }),
  );
  return { statusCode: 200 };
};

/** By the endpoint that SST links. */
export const echo = (event: SocketEvent) =>
  tell(links.Chat.managementEndpoint, event, `${event.requestContext.authorizer.principalId}: ${event.body}`);

/** By the names that the event tells, as AWS's guide does. */
export const other = (event: SocketEvent) =>
  tell(`https://${event.requestContext.domainName}/${event.requestContext.stage}`, event, "what?");
