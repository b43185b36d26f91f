import { arnOf, isArn, isArnOf } from "../../core/arn.ts";
import type { Account, ResourceType } from "../../core/resource-type.ts";
import { defineResourceType, stableId } from "../../core/resource-type.ts";
import { unset } from "../../synth/provider-outputs.ts";
import { functionArn, functionNameOf, urlResourceId } from "./arns.ts";
import { eventSourceMappingProperties } from "./event-sources/properties.ts";
import {
  aliasProperties,
  eventInvokeConfigProperties,
  functionProperties,
  functionUrlProperties,
  invocationProperties,
  layerVersionProperties,
  permissionProperties,
  provisionedConcurrencyProperties,
  recursionConfigProperties,
} from "./properties.ts";

const uuidOf = (text: string): string => {
  const digits = [1, 2, 3, 4].map((part) => hex(`${text}/${part}`)).join("");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
};

const hex = (text: string): string =>
  [...stableId(text)]
    .reduce((sum, char) => (Math.imul(sum, 33) + char.charCodeAt(0)) >>> 0, 5381)
    .toString(16)
    .padStart(8, "0");

/** Where an integration of API Gateway finds the function: its account is the API called, `lambda`. */
const invokeArn = ({ region }: Account, arn: string, version = "2015-03-31", action = "invocations") =>
  arnOf("apigateway", { region, accountId: "lambda" }, `path/${version}/functions/${arn}/${action}`);

const NEVER = "1970-01-01T00:00:00.000+0000";

const lambdaFunction = defineResourceType({
  type: "aws:lambda/function:Function",
  properties: functionProperties,
  refuses: ({ components }) =>
    components.includes("sst:aws:Function")
      ? undefined
      : "its code is a deployed archive; only functions that SST bundles run locally, so use sst.aws.Function",
  compute: ({ name: logicalName, inputs }, account) => {
    const name = inputs.name ?? `${logicalName}-${stableId(logicalName, 7)}`;
    const arn = functionArn(account, name);
    const version = inputs.publish ? "1" : "$LATEST";
    return {
      id: name,
      name,
      arn,
      version,
      qualifiedArn: `${arn}:${version}`,
      invokeArn: invokeArn(account, arn),
      qualifiedInvokeArn: invokeArn(account, `${arn}:${version}`),
      responseStreamingInvokeArn: invokeArn(account, arn, "2021-11-15", "response-streaming-invocations"),
      codeSha256: stableId(name, 12),
      sourceCodeHash: stableId(name, 12),
      sourceCodeSize: 0,
      lastModified: NEVER,
      signingJobArn: "",
      signingProfileVersionArn: "",
    };
  },
});

const layerVersion = defineResourceType({
  type: "aws:lambda/layerVersion:LayerVersion",
  properties: layerVersionProperties,
  compute: ({ inputs }, account) => {
    const layerArn = arnOf("lambda", account, `layer:${inputs.layerName}`);
    const arn = `${layerArn}:1`;
    return {
      id: arn,
      arn,
      layerArn,
      version: "1",
      createdDate: NEVER,
      codeSha256: "",
      sourceCodeHash: inputs.sourceCodeHash ?? "",
      sourceCodeSize: 0,
      signingJobArn: "",
      signingProfileVersionArn: "",
    };
  },
});

const alias = defineResourceType({
  type: "aws:lambda/alias:Alias",
  properties: aliasProperties,
  compute: ({ name: logicalName, inputs }, account) => {
    const name = inputs.name ?? `${logicalName}-${stableId(logicalName, 7)}`;
    const arn = `${functionArn(account, functionNameOf(inputs.functionName))}:${name}`;
    return {
      id: arn,
      arn,
      name,
      invokeArn: invokeArn(account, arn),
    };
  },
});

const permission = defineResourceType({
  type: "aws:lambda/permission:Permission",
  properties: permissionProperties,
  compute: ({ name, inputs }) => {
    const statementId = inputs.statementId ?? `${inputs.statementIdPrefix ?? ""}${name}-${stableId(name, 7)}`;
    return { id: statementId, statementId };
  },
});

const eventInvokeConfig = defineResourceType({
  type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  properties: eventInvokeConfigProperties,
  compute: ({ inputs }) => ({
    id: inputs.qualifier ? `${inputs.functionName}:${inputs.qualifier}` : inputs.functionName,
  }),
});

const recursionConfig = defineResourceType({
  type: "aws:lambda/functionRecursionConfig:FunctionRecursionConfig",
  properties: recursionConfigProperties,
  compute: ({ inputs }) => ({ id: inputs.functionName }),
});

const provisionedConcurrency = defineResourceType({
  type: "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
  properties: provisionedConcurrencyProperties,
  compute: ({ inputs }) => ({ id: `${inputs.functionName},${inputs.qualifier}` }),
});

const functionUrl = defineResourceType({
  type: "aws:lambda/functionUrl:FunctionUrl",
  properties: functionUrlProperties,
  compute: ({ name, inputs }, account) => {
    const urlId = stableId(`url/${name}/${inputs.functionName}`, 12).padEnd(32, "0");
    return {
      id: urlResourceId(inputs.functionName, inputs.qualifier),
      urlId,
      functionArn: functionArn(account, functionNameOf(inputs.functionName)),
      functionUrl: `https://${urlId}.lambda-url.${account.region}.on.aws/`,
    };
  },
});

/** What the function answers is known only when everything runs. */
const invocation = defineResourceType({
  type: "aws:lambda/invocation:Invocation",
  properties: invocationProperties,
  compute: ({ name, inputs }) => ({
    id: stableId(`${name}/${JSON.stringify(inputs)}`),
    result: unset(name, "result"),
  }),
});

const eventSourceMapping = defineResourceType({
  type: "aws:lambda/eventSourceMapping:EventSourceMapping",
  properties: eventSourceMappingProperties,
  compute: ({ name, inputs }, account) => {
    const uuid = uuidOf(`${name}/${inputs.eventSourceArn}`);
    return {
      id: uuid,
      uuid,
      arn: arnOf("lambda", account, `event-source-mapping:${uuid}`),
      functionArn: isArn(inputs.functionName)
        ? inputs.functionName
        : functionArn(account, inputs.functionName),
      lastModified: NEVER,
      lastProcessingResult: "",
      state: inputs.enabled === false ? "Disabled" : "Enabled",
      stateTransitionReason: isArnOf(inputs.eventSourceArn, "sqs") ? "USER_INITIATED" : "User action",
    };
  },
});

export const resourceTypes: ResourceType[] = [
  lambdaFunction,
  layerVersion,
  alias,
  permission,
  eventInvokeConfig,
  recursionConfig,
  provisionedConcurrency,
  functionUrl,
  invocation,
  eventSourceMapping,
];
