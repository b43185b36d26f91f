import { AwsError } from "../../../../core/aws-error.ts";
import type { Cloud, HostContext } from "../../../../core/cloud.ts";
import { LOOPBACK } from "../../../../http/hosts.ts";
import { executionArn } from "../../resources.ts";
import type { ApiDefinition } from "../definition.ts";
import { type Connection, LIMITS } from "./connection.ts";

const ACTIONS: Readonly<Record<string, "PostToConnection" | "GetConnection" | "DeleteConnection">> = {
  POST: "PostToConnection",
  GET: "GetConnection",
  DELETE: "DeleteConnection",
};

/**
 * The `@connections` of a WebSocket API, by which functions send to clients, look at them and let them go.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export const manageConnection = async (
  cloud: Cloud,
  api: ApiDefinition,
  connectionOf: (stage: string, id: string) => Connection | undefined,
  path: string,
  request: Request,
  { signer }: HostContext,
): Promise<Response> => {
  const [, stage = "", id = ""] = /^\/([^/]+)\/@connections\/([^/]+)$/.exec(decode(path)) ?? [];
  const action = ACTIONS[request.method];
  if (!action || !api.stages.has(stage)) return answer(403, "ForbiddenException", "Forbidden");
  if (!signer) return answer(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
  const data = Buffer.from(await request.arrayBuffer());
  const resource = executionArn(cloud, api.id, stage, request.method, "@connections", id);
  const hop = cloud.journal.record({
    service: "execute-api",
    action,
    resource,
    source: signer.source,
    causes: signer.causes(),
    input: { connectionId: id, body: action === "PostToConnection" ? data.toString() : undefined },
  });
  const end = (response: Response, error?: unknown) => {
    cloud.journal.finish(hop, { output: { status: response.status }, error });
    return response;
  };
  try {
    cloud.authorize(signer.principal, [{ action: "execute-api:ManageConnections", resource }]);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return end(answer(403, "ForbiddenException", error.message), error);
  }
  if (data.length > LIMITS.messageBytes)
    return end(answer(413, "PayloadTooLargeException", "Message too long"));
  const connection = connectionOf(stage, id);
  if (!connection) return end(answer(410, "GoneException", "The connection is gone."));
  switch (action) {
    case "PostToConnection":
      connection.send(data);
      return end(new Response(null, { status: 200 }));
    case "DeleteConnection":
      connection.close(1000, "Connection Closed Normally");
      return end(new Response(null, { status: 204 }));
    case "GetConnection":
      return end(
        Response.json({
          connectedAt: new Date(connection.facts.connectedAt).toISOString(),
          identity: { sourceIp: LOOPBACK, userAgent: connection.facts.userAgent },
          lastActiveAt: new Date(connection.lastActiveAt()).toISOString(),
        }),
      );
  }
};

const answer = (status: number, type: string, message: string): Response =>
  Response.json({ message }, { status, headers: { "x-amzn-errortype": type } });

const decode = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};
