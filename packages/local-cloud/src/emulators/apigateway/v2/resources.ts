import {
  type Account,
  defineResourceType,
  type ResourceType,
  stableId,
} from "../../../core/resource-type.ts";
import { aliasOf, apiGatewayArn, executionArn, hostOf } from "../resources.ts";
import {
  apiMappingProperties,
  apiProperties,
  authorizerProperties,
  deploymentProperties,
  domainNameProperties,
  integrationProperties,
  routeProperties,
  routeResponseProperties,
  stageProperties,
  vpcLinkProperties,
} from "./properties.ts";

const ofType = (type: string) => `aws:apigatewayv2/${type}` as const;
export const API = ofType("api:Api");
export const ROUTE = ofType("route:Route");
export const INTEGRATION = ofType("integration:Integration");
export const DOMAIN_NAME = ofType("domainName:DomainName");

// Ids of APIs have ten characters, those of what is in them seven.
const id7 = (kind: string, apiId: string, name: string): string => stableId(`${kind} ${apiId} ${name}`, 7);

const apiArn = (account: Pick<Account, "region">, apiId: string, rest = ""): string =>
  apiGatewayArn(account, `/apis/${apiId}${rest}`);

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: API,
    properties: apiProperties,
    compute: ({ name, inputs }, account) => {
      const id = stableId(`apiv2 ${name}`, 10);
      const scheme = inputs.protocolType === "WEBSOCKET" ? "wss" : "https";
      return {
        id,
        name: inputs.name ?? `${name}-${stableId(name, 7)}`,
        arn: apiArn(account, id),
        apiEndpoint: `${scheme}://${hostOf(id, account.region)}`,
        executionArn: executionArn(account, id),
      };
    },
  }),
  defineResourceType({
    type: INTEGRATION,
    properties: integrationProperties,
    compute: ({ name, inputs }) => ({ id: id7("integration", inputs.apiId, name) }),
  }),
  defineResourceType({
    type: ROUTE,
    properties: routeProperties,
    compute: ({ inputs }) => ({ id: id7("route", inputs.apiId, inputs.routeKey) }),
  }),
  defineResourceType({
    type: ofType("routeResponse:RouteResponse"),
    properties: routeResponseProperties,
    compute: ({ inputs }) => ({ id: id7("routeResponse", inputs.routeId, inputs.routeResponseKey) }),
  }),
  defineResourceType({
    type: ofType("authorizer:Authorizer"),
    properties: authorizerProperties,
    compute: ({ name, inputs }) => ({
      id: id7("authorizer", inputs.apiId, name),
      name: inputs.name ?? name,
    }),
  }),
  defineResourceType({
    type: ofType("stage:Stage"),
    properties: stageProperties,
    compute: ({ name, inputs }, account) => {
      const stage = inputs.name ?? name;
      const host = hostOf(inputs.apiId, account.region);
      return {
        id: stage,
        name: stage,
        arn: apiArn(account, inputs.apiId, `/stages/${stage}`),
        executionArn: executionArn(account, inputs.apiId, stage),
        invokeUrl: `https://${host}/${stage === "$default" ? "" : stage}`,
      };
    },
  }),
  defineResourceType({
    type: ofType("deployment:Deployment"),
    properties: deploymentProperties,
    compute: ({ name, inputs }) => ({ id: id7("deployment", inputs.apiId, name), autoDeployed: false }),
    inert: "deployments: a stage serves what the config declares",
  }),
  defineResourceType({
    type: DOMAIN_NAME,
    properties: domainNameProperties,
    compute: ({ inputs }, account) => ({
      id: inputs.domainName,
      arn: apiGatewayArn(account, `/domainnames/${inputs.domainName}`),
      apiMappingSelectionExpression: "$request.basepath",
      domainNameConfiguration: {
        ...inputs.domainNameConfiguration,
        ...aliasOf(inputs.domainName, account.region),
      },
    }),
  }),
  defineResourceType({
    type: ofType("apiMapping:ApiMapping"),
    properties: apiMappingProperties,
    compute: ({ inputs }) => ({ id: id7("mapping", inputs.domainName, inputs.apiMappingKey ?? "") }),
  }),
  defineResourceType({
    type: ofType("vpcLink:VpcLink"),
    properties: vpcLinkProperties,
    compute: ({ name, inputs }, account) => {
      const id = stableId(`vpcLink ${name}`, 6);
      return { id, name: inputs.name ?? name, arn: apiGatewayArn(account, `/vpclinks/${id}`) };
    },
    inert: "VPC links: no network is modelled, so integrations behind one reach whatever is on this machine",
  }),
];
