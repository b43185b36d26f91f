import { arnOf, parseArn } from "../../core/arn.ts";
import { type Account, defineResourceType, type ResourceType, stableId } from "../../core/resource-type.ts";
import {
  accountProperties,
  apiKeyProperties,
  authorizerProperties,
  basePathMappingProperties,
  deploymentProperties,
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

// API Gateway's own ids have ten characters.
const id10 = (kind: string, name: string): string => stableId(`${kind} ${name}`, 10);

interface OfMethod {
  restApi: string;
  resourceId: string;
  httpMethod: string;
}

const methodId = ({ restApi, resourceId, httpMethod }: OfMethod): string =>
  `${restApi}-${resourceId}-${httpMethod}`;

/** `<api id>.execute-api.<region>.amazonaws.com` */
export const hostOf = (restApi: string, region: string): string =>
  `${restApi}.execute-api.${region}.amazonaws.com`;

/** ARN by which API Gateway itself is called: of no account, the resource a path of its API. */
export const apiGatewayArn = ({ region }: Pick<Account, "region">, path: string): string =>
  arnOf("apigateway", { region, accountId: "" }, path);

/** ARN of a stage, as a resource that can be protected. */
export const stageArn = (account: Pick<Account, "region">, restApi: string, stage: string): string =>
  apiGatewayArn(account, `/restapis/${restApi}/stages/${stage}`);

/** ARN of a stage or of requests to it: `<api>/<stage>/<method>/<path>`. */
export const executionArn = (account: Account, ...parts: string[]): string =>
  arnOf("execute-api", account, parts.join("/"));

/** The request that such an ARN is of; its path may be a pattern. */
export const requestOf = (arn: string): { api: string; method: string; path: string } | undefined => {
  const { service, kind: api = "", name = "" } = parseArn(arn) ?? {};
  const [, method, path = "/"] = /^[^/]+\/([^/]+)(\/.*)?$/.exec(name) ?? [];
  return service === "execute-api" && method !== undefined ? { api, method, path } : undefined;
};

/** What a domain name of an API's own is an alias of in DNS. */
export const aliasOf = (domainName: string, region: string) => ({
  targetDomainName: `d-${stableId(domainName, 10)}.execute-api.${region}.amazonaws.com`,
  hostedZoneId: `Z${stableId(`zone ${domainName}`, 12).toUpperCase()}`,
});

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:apigateway/restApi:RestApi",
    properties: restApiProperties,
    compute: ({ name, inputs }, account) => {
      const id = id10("api", name);
      return {
        id,
        name: inputs.name ?? name,
        arn: apiGatewayArn(account, `/restapis/${id}`),
        executionArn: executionArn(account, id),
        rootResourceId: id10("root", name),
      };
    },
  }),
  defineResourceType({
    type: "aws:apigateway/resource:Resource",
    properties: resourceProperties,
    compute: ({ inputs }) => ({
      id: id10("resource", `${inputs.restApi} ${inputs.parentId} ${inputs.pathPart}`),
    }),
  }),
  defineResourceType({
    type: "aws:apigateway/method:Method",
    properties: methodProperties,
    compute: ({ inputs }) => ({ id: `agm-${methodId(inputs)}` }),
  }),
  defineResourceType({
    type: "aws:apigateway/methodResponse:MethodResponse",
    properties: methodResponseProperties,
    compute: ({ inputs }) => ({ id: `agmr-${methodId(inputs)}-${inputs.statusCode}` }),
  }),
  defineResourceType({
    type: "aws:apigateway/integration:Integration",
    properties: integrationProperties,
    compute: ({ inputs }) => ({ id: `agi-${methodId(inputs)}` }),
  }),
  defineResourceType({
    type: "aws:apigateway/integrationResponse:IntegrationResponse",
    properties: integrationResponseProperties,
    compute: ({ inputs }) => ({ id: `agir-${methodId(inputs)}-${inputs.statusCode}` }),
  }),
  defineResourceType({
    type: "aws:apigateway/model:Model",
    properties: modelProperties,
    compute: ({ name, inputs }) => ({
      id: id10("model", `${inputs.restApi} ${name}`),
      name: inputs.name ?? name,
    }),
  }),
  defineResourceType({
    type: "aws:apigateway/requestValidator:RequestValidator",
    properties: requestValidatorProperties,
    compute: ({ name, inputs }) => ({
      id: id10("validator", `${inputs.restApi} ${name}`),
      name: inputs.name ?? name,
    }),
  }),
  defineResourceType({
    type: "aws:apigateway/authorizer:Authorizer",
    properties: authorizerProperties,
    compute: ({ name, inputs }, account) => {
      const id = id10("authorizer", `${inputs.restApi} ${name}`);
      return {
        id,
        name: inputs.name ?? name,
        arn: apiGatewayArn(account, `/restapis/${inputs.restApi}/authorizers/${id}`),
      };
    },
  }),
  defineResourceType({
    type: "aws:apigateway/deployment:Deployment",
    properties: deploymentProperties,
    compute: ({ name, inputs }) => ({ id: id10("deployment", `${inputs.restApi} ${name}`) }),
    inert: "deployments: a stage serves what the config declares",
  }),
  defineResourceType({
    type: "aws:apigateway/stage:Stage",
    properties: stageProperties,
    compute: ({ inputs: { restApi, stageName } }, account) => ({
      id: `ags-${restApi}-${stageName}`,
      arn: stageArn(account, restApi, stageName),
      executionArn: executionArn(account, restApi, stageName),
      invokeUrl: `https://${hostOf(restApi, account.region)}/${stageName}`,
    }),
  }),
  defineResourceType({
    type: "aws:apigateway/response:Response",
    properties: gatewayResponseProperties,
    compute: ({ inputs }) => ({ id: `aggr-${inputs.restApiId}-${inputs.responseType}` }),
  }),
  defineResourceType({
    type: "aws:apigateway/methodSettings:MethodSettings",
    properties: methodSettingsProperties,
    compute: ({ inputs }) => ({ id: `${inputs.restApi}-${inputs.stageName}-${inputs.methodPath}` }),
  }),
  defineResourceType({
    type: "aws:apigateway/usagePlan:UsagePlan",
    properties: usagePlanProperties,
    compute: ({ name, inputs }, account) => {
      const id = id10("plan", name);
      return { id, name: inputs.name ?? name, arn: apiGatewayArn(account, `/usageplans/${id}`) };
    },
  }),
  defineResourceType({
    type: "aws:apigateway/apiKey:ApiKey",
    properties: apiKeyProperties,
    compute: ({ name, inputs }, account) => {
      const id = id10("key", name);
      return {
        id,
        name: inputs.name ?? name,
        arn: apiGatewayArn(account, `/apikeys/${id}`),
        value: inputs.value ?? ["a", "b", "c", "d"].map((part) => stableId(`${part} ${name}`, 10)).join(""),
      };
    },
  }),
  defineResourceType({
    type: "aws:apigateway/usagePlanKey:UsagePlanKey",
    properties: usagePlanKeyProperties,
    compute: ({ inputs }) => ({ id: inputs.keyId }),
  }),
  defineResourceType({
    type: "aws:apigateway/domainName:DomainName",
    properties: domainNameProperties,
    compute: ({ inputs: { domainName } }, account) => {
      const { targetDomainName, hostedZoneId } = aliasOf(domainName, account.region);
      return {
        id: domainName,
        arn: apiGatewayArn(account, `/domainnames/${domainName}`),
        regionalDomainName: targetDomainName,
        regionalZoneId: hostedZoneId,
        cloudfrontDomainName: `${stableId(domainName, 14)}.cloudfront.net`,
        cloudfrontZoneId: "Z2FDTNDATAQYW2",
      };
    },
  }),
  defineResourceType({
    type: "aws:apigateway/basePathMapping:BasePathMapping",
    properties: basePathMappingProperties,
    compute: ({ inputs: { domainName, basePath = "" } }) => ({ id: `${domainName}/${basePath}`, basePath }),
  }),
  defineResourceType({
    type: "aws:apigateway/account:Account",
    properties: accountProperties,
    compute: ({ inputs }) => ({
      id: "api-gateway-account",
      cloudwatchRoleArn: inputs.cloudwatchRoleArn ?? "",
    }),
    inert: "API Gateway account settings: access logs are not written, the journal has every request",
  }),
];
