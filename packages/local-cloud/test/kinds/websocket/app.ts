import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { Resource } from "sst";

interface Event {
  readonly body: string;
  readonly requestContext: { readonly connectionId: string };
}

export const connect = async () => ({ statusCode: 200 });
export const disconnect = async () => ({ statusCode: 200 });
export const echo = async ({ body, requestContext: { connectionId: ConnectionId } }: Event) => {
  const { managementEndpoint: endpoint } = (Resource as unknown as { Chat: { managementEndpoint: string } })
    .Chat;
  const client = new ApiGatewayManagementApiClient({ endpoint });
  await client.send(new PostToConnectionCommand({ ConnectionId, Data: `${body}, too` }));
  return { statusCode: 200 };
};
