import type { z } from "zod";
import type { Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import type { DomainNames } from "./domain-names.ts";
import {
  apiKeyProperties,
  authorizerProperties,
  basePathMappingProperties,
  domainNameProperties,
  gatewayResponseProperties,
  integrationProperties,
  integrationResponseProperties,
  methodProperties,
  methodResponseProperties,
  methodSettingsProperties,
  modelProperties,
  requestValidatorProperties,
  resourceProperties,
  restApiProperties,
  stageProperties,
  usagePlanKeyProperties,
  usagePlanProperties,
} from "./resources-properties.ts";

export type Integration = z.output<typeof integrationProperties>;
export type IntegrationResponse = z.output<typeof integrationResponseProperties>;
export type Authorizer = z.output<typeof authorizerProperties>;
type Validator = z.output<typeof requestValidatorProperties>;
export type UsagePlan = z.output<typeof usagePlanProperties> & { readonly keyIds: Set<string> };
type ApiKey = z.output<typeof apiKeyProperties> & { readonly value: string };

export interface Method extends z.output<typeof methodProperties> {
  integration?: Integration;
  readonly integrationResponses: IntegrationResponse[];
  /** Declared header parameters by status code. */
  readonly responses: Map<string, ReadonlySet<string>>;
}

/** One REST API as the config declares it. */
export interface ApiDefinition {
  readonly id: string;
  readonly name: string;
  readonly rootResourceId: string;
  readonly binaryMediaTypes: readonly string[];
  readonly resources: Map<string, { parentId: string; pathPart: string }>;
  readonly methods: Map<string, Method>;
  readonly models: Map<string, { contentType: string; schema: string }>;
  readonly validators: Map<string, Validator>;
  readonly authorizers: Map<string, Authorizer>;
  readonly stages: Map<string, z.output<typeof stageProperties>>;
  readonly gatewayResponses: Map<string, z.output<typeof gatewayResponseProperties>>;
  readonly methodSettings: z.output<typeof methodSettingsProperties>[];
}

/** All that is declared, before it is compiled. */
export interface Definitions {
  readonly apis: Map<string, ApiDefinition>;
  readonly usagePlans: Map<string, UsagePlan>;
  readonly apiKeys: Map<string, ApiKey>;
  addApi(resource: Resource): void;
  /** Of what belongs to an API, or to usage plans. */
  readonly provision: NonNullable<Emulator["provision"]>;
}

export const createDefinitions = (domainNames: DomainNames): Definitions => {
  const apis = new Map<string, ApiDefinition>();
  const usagePlans = new Map<string, UsagePlan>();
  const apiKeys = new Map<string, ApiKey>();

  const apiOf = (id: string): ApiDefinition => {
    const api = apis.get(id);
    if (!api) throw new Error(`There is no REST API ${id}.`);
    return api;
  };
  const methodOf = (key: { restApi: string; resourceId: string; httpMethod: string }): Method => {
    const method = apiOf(key.restApi).methods.get(`${key.resourceId} ${key.httpMethod}`);
    if (!method)
      throw new Error(`The REST API ${key.restApi} has no method ${key.httpMethod} at ${key.resourceId}.`);
    return method;
  };

  const addApi = ({ id, inputs, outputs, name }: Resource) => {
    const { binaryMediaTypes } = restApiProperties.parse(inputs);
    apis.set(id, {
      id,
      name: String(outputs.name ?? name),
      rootResourceId: String(outputs.rootResourceId),
      binaryMediaTypes,
      resources: new Map(),
      methods: new Map(),
      models: new Map(),
      validators: new Map(),
      authorizers: new Map(),
      stages: new Map(),
      gatewayResponses: new Map(),
      methodSettings: [],
    });
  };

  const provision: Definitions["provision"] = {
    "aws:apigateway/resource:Resource": ({ id, inputs }) => {
      const { restApi, parentId, pathPart } = resourceProperties.parse(inputs);
      apiOf(restApi).resources.set(id, { parentId, pathPart });
    },
    "aws:apigateway/method:Method": ({ inputs }) => {
      const method = methodProperties.parse(inputs);
      apiOf(method.restApi).methods.set(`${method.resourceId} ${method.httpMethod}`, {
        ...method,
        integrationResponses: [],
        responses: new Map(),
      });
    },
    "aws:apigateway/methodResponse:MethodResponse": ({ inputs }) => {
      const response = methodResponseProperties.parse(inputs);
      methodOf(response).responses.set(
        response.statusCode,
        new Set(Object.keys(response.responseParameters)),
      );
    },
    "aws:apigateway/integration:Integration": ({ inputs }) => {
      const integration = integrationProperties.parse(inputs);
      methodOf(integration).integration = integration;
    },
    "aws:apigateway/integrationResponse:IntegrationResponse": ({ inputs }) => {
      const response = integrationResponseProperties.parse(inputs);
      methodOf(response).integrationResponses.push(response);
    },
    "aws:apigateway/model:Model": ({ inputs, outputs }) => {
      const { restApi, contentType, schema } = modelProperties.parse(inputs);
      apiOf(restApi).models.set(String(outputs.name), { contentType, schema });
    },
    "aws:apigateway/requestValidator:RequestValidator": ({ id, inputs }) => {
      const validator = requestValidatorProperties.parse(inputs);
      apiOf(validator.restApi).validators.set(id, validator);
    },
    "aws:apigateway/authorizer:Authorizer": ({ id, inputs }) => {
      const authorizer = authorizerProperties.parse(inputs);
      apiOf(authorizer.restApi).authorizers.set(id, authorizer);
    },
    "aws:apigateway/stage:Stage": ({ inputs }) => {
      const stage = stageProperties.parse(inputs);
      apiOf(stage.restApi).stages.set(stage.stageName, stage);
    },
    "aws:apigateway/response:Response": ({ inputs }) => {
      const response = gatewayResponseProperties.parse(inputs);
      apiOf(response.restApiId).gatewayResponses.set(response.responseType, response);
    },
    "aws:apigateway/methodSettings:MethodSettings": ({ inputs }) => {
      const settings = methodSettingsProperties.parse(inputs);
      apiOf(settings.restApi).methodSettings.push(settings);
    },
    "aws:apigateway/domainName:DomainName": ({ inputs }) => {
      domainNames.add(domainNameProperties.parse(inputs).domainName);
    },
    "aws:apigateway/basePathMapping:BasePathMapping": ({ inputs }) => {
      const {
        restApi,
        domainName,
        stageName: stage,
        basePath = "",
      } = basePathMappingProperties.parse(inputs);
      const { stages } = apiOf(restApi);
      if (stage !== undefined && !stages.has(stage))
        throw new Error(`The REST API ${restApi} has no stage ${stage}.`);
      domainNames.map(domainName, basePath, { apiId: restApi, stage });
    },
    "aws:apigateway/usagePlan:UsagePlan": ({ id, inputs }) => {
      usagePlans.set(id, { ...usagePlanProperties.parse(inputs), keyIds: new Set() });
    },
    "aws:apigateway/apiKey:ApiKey": ({ id, inputs, outputs }) => {
      apiKeys.set(id, { ...apiKeyProperties.parse(inputs), value: String(outputs.value) });
    },
    "aws:apigateway/usagePlanKey:UsagePlanKey": ({ inputs }) => {
      const { keyId, usagePlanId } = usagePlanKeyProperties.parse(inputs);
      const plan = usagePlans.get(usagePlanId);
      if (!plan) throw new Error(`There is no usage plan ${usagePlanId}.`);
      plan.keyIds.add(keyId);
    },
  };

  return {
    apis,
    usagePlans,
    apiKeys,
    addApi,
    provision,
  };
};

/** The path of a resource: `/orders/{orderId}`. */
export const pathOf = (api: ApiDefinition, resourceId: string): string => {
  if (resourceId === api.rootResourceId) return "/";
  const resource = api.resources.get(resourceId);
  if (!resource) throw new Error(`The REST API ${api.name} has no resource ${resourceId}.`);
  const parent = pathOf(api, resource.parentId);
  return `${parent === "/" ? "" : parent}/${resource.pathPart}`;
};
