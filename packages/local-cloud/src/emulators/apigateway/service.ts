import { parseArn } from "../../core/arn.ts";
import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, compact, text } from "../../core/values.ts";
import { oneFunction } from "../../metering/lambda-everywhere.ts";
import { bytes, chunks, KB, use } from "../../metering/price.ts";
import { measureRequests } from "./metrics.ts";
import { apiRequests, connectionMinutes, httpApiRequests, socketMessages } from "./prices.ts";
import { apiGatewayArn, requestOf, resourceTypes } from "./resources.ts";
import { routePathsOf } from "./route-paths.ts";
import { drawnTypes } from "./v2/drawn-types.ts";
import { resourceTypes as v2ResourceTypes } from "./v2/resources.ts";
import { httpRouteOf, socketRouteOf } from "./v2/route-of.ts";
import { socketHops } from "./v2/websocket/hops.ts";

const METHOD = "aws:apigateway/method:Method";

export const service: ServiceDescription = {
  name: "apigateway",
  title: "API Gateway",
  resourceTypes: [...resourceTypes, ...v2ResourceTypes],
  roles: {
    "aws:apigateway/integration:Integration": "credentials",
    "aws:apigateway/authorizer:Authorizer": "authorizerCredentials",
    "aws:apigatewayv2/integration:Integration": "credentialsArn",
    "aws:apigatewayv2/authorizer:Authorizer": "authorizerCredentialsArn",
  },
  hosts: ["execute-api"],
  domains: {
    "aws:apigateway/domainName:DomainName": "domainName",
    "aws:apigatewayv2/domainName:DomainName": "domainName",
  },
  wire: {
    rest: {
      GetRestApis: "GET /restapis",
      GetResources: "GET /restapis/{restApiId}/resources",
      GetStages: "GET /restapis/{restApiId}/stages",
    },
  },
  map: {
    [METHOD]: {
      // Answers of browsers' preflight requests, one for each path, are no routes.
      node: ({ inputs }) => (inputs.httpMethod === "OPTIONS" ? undefined : "route"),
      local: true,
      visited: true,
      label: (resource, graph) =>
        `${String(resource.inputs.httpMethod)} ${routePathsOf(graph).pathOf(resource)}`,
      facts: ({ authorization, requestModels }) => ({
        Authorization: authorization,
        Models: compact(requestModels),
      }),
      edges(resource, { nodes, edges }) {
        edges.declare(nodes.client, nodes.nodeOf(resource), "flow");
      },
    },
    "aws:apigateway/integration:Integration": {
      edges({ inputs }, { graph, nodes, edges }) {
        const method = graph.resources.find(
          ({ type, inputs: own }) =>
            type === METHOD &&
            own.restApi === inputs.restApi &&
            own.resourceId === inputs.resourceId &&
            own.httpMethod === inputs.httpMethod,
        );
        const route = method && nodes.nodeOf(method);
        const { credentials: _, ...integration } = inputs;
        const action = /:action\/(\w+)$/.exec(text(inputs.uri))?.[1];
        // In the place of an account is the API it calls, perhaps below a subdomain.
        const called = parseArn(text(inputs.uri))?.account.split(".").at(-1);
        const kinds = ["function", "queue", "table", "topic", "stream", "bus", "machine"] as const;
        for (const target of nodes.within(JSON.stringify(integration), ...kinds))
          edges.declare(route, target, called === "dynamodb" ? "call" : "flow", action);
      },
    },
    ...drawnTypes,
  },
  load: async () => (await import("./emulator.ts")).createApiGatewayEmulator,
};

const request: HopKind = {
  fromClient: true,
  title: ({ action, resource }) => `${action} ${requestOf(resource)?.path ?? "/"}`,
  note(_, { output }) {
    const status = at(output, "status") ?? at(output, "statusCode");
    return status === undefined ? undefined : String(status);
  },
  transforms: (next) => next.service !== "execute-api",
  billed: ({ resource }, { input }, resourceOf) => {
    const { region = "", kind: api = "" } = parseArn(resource) ?? {};
    if (!resourceOf(apiGatewayArn({ region }, `/apis/${api}`))) return use(apiRequests);
    // "HTTP API requests are metered in 512 KB increments": https://aws.amazon.com/api-gateway/pricing/
    return use(httpApiRequests, chunks(bytes(at(input, "body") ?? ""), 512 * KB));
  },
  withFunction: (_, uses) => [...uses, ...oneFunction],
};
const reading: HopKind = { ...request, reads: true };

declare module "../../core/journal.ts" {
  interface RecordedHops {
    /** HTTP methods. */
    "execute-api": string;
  }
}

/** What clients call: requests to REST and HTTP APIs, and the sockets of WebSocket APIs. */
export const requests: ServiceDescription = {
  name: "execute-api",
  title: "API Gateway",
  hops: { GET: reading, HEAD: reading, OPTIONS: reading, ...socketHops },
  otherHops: request,
  prices: [apiRequests, httpApiRequests, socketMessages, connectionMinutes],
  measures: measureRequests,
  place(hop, places) {
    // What goes to a client goes there from the function that sends it.
    if (!hop.resource.includes("/@connections/")) return places.find(hop.resource);
    const sender = places.sourceOf(hop);
    return sender?.kind === "client" ? undefined : sender;
  },
  find(arn, graph, nodes) {
    const request = requestOf(arn);
    const route =
      request &&
      (socketRouteOf(graph, arn) ??
        httpRouteOf(graph, request.api, request.method, request.path) ??
        routePathsOf(graph).methodOf(request.api, request.method, request.path));
    return route && nodes.nodeOf(route);
  },
};
