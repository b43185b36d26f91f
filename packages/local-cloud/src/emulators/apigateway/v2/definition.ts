import type { z } from "zod";
import type { Emulator } from "../../../core/cloud.ts";
import type { Resource } from "../../../core/resource-graph.ts";
import type { CorsRules } from "../../../http/cors.ts";
import type { DomainNames } from "../domain-names.ts";
import {
  apiMappingProperties,
  apiProperties,
  authorizerProperties,
  domainNameProperties,
  integrationProperties,
  routeProperties,
  routeResponseProperties,
  stageProperties,
} from "./properties.ts";

export type Integration = z.output<typeof integrationProperties>;
export type Authorizer = z.output<typeof authorizerProperties> & { readonly id: string };
export type Route = z.output<typeof routeProperties> & {
  readonly id: string;
  /** Whether what its integration answers goes back over a WebSocket. */
  answers: boolean;
};
export type Stage = Omit<z.output<typeof stageProperties>, "name"> & { readonly name: string };

/** One HTTP or WebSocket API as the config declares it. */
export interface ApiDefinition {
  readonly id: string;
  readonly name: string;
  readonly protocol: "HTTP" | "WEBSOCKET";
  readonly routeSelectionExpression: string | undefined;
  readonly cors: CorsRules | undefined;
  /** Whether only its domain names lead to it. */
  readonly isHidden: boolean;
  readonly routes: Map<string, Route>;
  readonly integrations: Map<string, Integration>;
  readonly authorizers: Map<string, Authorizer>;
  readonly stages: Map<string, Stage>;
}

export interface Definitions {
  readonly apis: ReadonlyMap<string, ApiDefinition>;
  readonly provision: NonNullable<Emulator["provision"]>;
}

export const createDefinitions = (
  domainNames: DomainNames,
  declared: (api: ApiDefinition) => void,
): Definitions => {
  const apis = new Map<string, ApiDefinition>();
  const apiOf = (id: string): ApiDefinition => {
    const api = apis.get(id);
    if (!api) throw new Error(`There is no HTTP or WebSocket API ${id}.`);
    return api;
  };

  const addApi = ({ id, inputs, outputs, name }: Resource) => {
    const properties = apiProperties.parse(inputs);
    const { protocolType, corsConfiguration: cors, routeSelectionExpression } = properties;
    const isWebSocket = protocolType === "WEBSOCKET";
    if (isWebSocket && !routeSelectionExpression)
      throw new Error("A WebSocket API needs a routeSelectionExpression, such as $request.body.action.");
    if (isWebSocket && cors) throw new Error("A WebSocket API takes no corsConfiguration.");
    const api: ApiDefinition = {
      id,
      name: String(outputs.name ?? name),
      protocol: protocolType,
      routeSelectionExpression,
      cors: cors && Object.keys(cors).length > 0 ? cors : undefined,
      isHidden: properties.disableExecuteApiEndpoint,
      routes: new Map(),
      integrations: new Map(),
      authorizers: new Map(),
      stages: new Map(),
    };
    apis.set(id, api);
    declared(api);
  };

  return {
    apis,
    provision: {
      "aws:apigatewayv2/api:Api": addApi,
      "aws:apigatewayv2/integration:Integration": ({ id, inputs }) => {
        const integration = integrationProperties.parse(inputs);
        apiOf(integration.apiId).integrations.set(id, integration);
      },
      "aws:apigatewayv2/route:Route": ({ id, inputs }) => {
        const route = routeProperties.parse(inputs);
        const { routes } = apiOf(route.apiId);
        if (routes.has(id)) throw new Error(`Route with key ${route.routeKey} already exists for this API.`);
        routes.set(id, { ...route, id, answers: false });
      },
      "aws:apigatewayv2/routeResponse:RouteResponse": ({ inputs }) => {
        const { apiId, routeId, routeResponseKey } = routeResponseProperties.parse(inputs);
        const route = apiOf(apiId).routes.get(routeId);
        if (!route) throw new Error(`The API ${apiId} has no route ${routeId}.`);
        if (routeResponseKey !== "$default") throw new Error(`A route response has the key $default.`);
        route.answers = true;
      },
      "aws:apigatewayv2/authorizer:Authorizer": ({ id, inputs }) => {
        const authorizer = authorizerProperties.parse(inputs);
        apiOf(authorizer.apiId).authorizers.set(id, { ...authorizer, id });
      },
      "aws:apigatewayv2/stage:Stage": ({ inputs, outputs }) => {
        const stage = { ...stageProperties.parse(inputs), name: String(outputs.name) };
        if (!/^(\$default|[\w-]{1,128})$/.test(stage.name))
          throw new Error(`A stage has letters, digits, hyphens and underscores, or is $default.`);
        apiOf(stage.apiId).stages.set(stage.name, stage);
      },
      "aws:apigatewayv2/domainName:DomainName": ({ inputs }) => {
        domainNames.add(domainNameProperties.parse(inputs).domainName);
      },
      "aws:apigatewayv2/apiMapping:ApiMapping": ({ inputs }) => {
        const { domainName, apiId, stage, apiMappingKey = "" } = apiMappingProperties.parse(inputs);
        if (!apiOf(apiId).stages.has(stage)) throw new Error(`The API ${apiId} has no stage ${stage}.`);
        domainNames.map(domainName, apiMappingKey, { apiId, stage });
      },
    },
  };
};
