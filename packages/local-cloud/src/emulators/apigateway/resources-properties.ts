import { z } from "zod";
import { tagged } from "../../core/resource-type.ts";

const text = z.string().optional();
const texts = z.record(z.string(), z.string()).default({});
const flags = z.record(z.string(), z.boolean()).default({});

const HTTP_METHODS = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] as const;
const httpMethod = z.enum(HTTP_METHODS);
const ofMethod = { restApi: z.string(), resourceId: z.string(), httpMethod, region: text };

export const restApiProperties = z.strictObject({
  name: text,
  description: text,
  endpointConfiguration: z
    .strictObject({
      types: z
        .enum(["EDGE", "REGIONAL"], {
          error: "a private API is reached through a VPC, which is not emulated: use REGIONAL for this stage",
        })
        .optional(),
      ipAddressType: text,
    })
    .optional(),
  binaryMediaTypes: z.array(z.string()).default([]),
  apiKeySource: z
    .literal("HEADER", { error: "API keys are only read from the x-api-key header: use HEADER" })
    .optional(),
  failOnWarnings: z.boolean().optional(),
  region: text,
  ...tagged,
});

export const resourceProperties = z.strictObject({
  restApi: z.string(),
  parentId: z.string(),
  pathPart: z.string(),
  region: text,
});

export const methodProperties = z.strictObject({
  ...ofMethod,
  authorization: z.enum(["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"]),
  authorizerId: text,
  authorizationScopes: z.array(z.string()).default([]),
  apiKeyRequired: z.boolean().default(false),
  operationName: text,
  requestModels: texts,
  requestParameters: flags,
  requestValidatorId: text,
});

export const methodResponseProperties = z.strictObject({
  ...ofMethod,
  statusCode: z.string(),
  // Response models only document; API Gateway does not validate answers.
  responseModels: texts,
  responseParameters: flags,
});

export const integrationProperties = z.strictObject({
  ...ofMethod,
  type: z.enum(["AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"]),
  uri: text,
  integrationHttpMethod: text,
  credentials: text,
  connectionType: z
    .literal("INTERNET", { error: "VPC links are not emulated: use INTERNET for this stage" })
    .optional(),
  passthroughBehavior: z.enum(["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"]).default("WHEN_NO_MATCH"),
  requestParameters: texts,
  requestTemplates: texts,
  contentHandling: z.literal("CONVERT_TO_TEXT", { error: "binary bodies are not converted" }).optional(),
  timeoutMilliseconds: z.number().int().min(50).default(29_000),
  responseTransferMode: z.enum(["BUFFERED", "STREAM"]).optional(),
  // Integrations are not cached, so what would be the key does not matter.
  cacheKeyParameters: z.array(z.string()).optional(),
  cacheNamespace: text,
});

export const integrationResponseProperties = z.strictObject({
  ...ofMethod,
  statusCode: z.string(),
  selectionPattern: text,
  responseParameters: texts,
  responseTemplates: texts,
  contentHandling: z.literal("CONVERT_TO_TEXT", { error: "binary bodies are not converted" }).optional(),
});

export const modelProperties = z.strictObject({
  restApi: z.string(),
  name: text,
  contentType: z.string(),
  schema: z.string().default("{}"),
  description: text,
  region: text,
});

export const requestValidatorProperties = z.strictObject({
  restApi: z.string(),
  name: text,
  validateRequestBody: z.boolean().default(false),
  validateRequestParameters: z.boolean().default(false),
  region: text,
});

export const authorizerProperties = z.strictObject({
  restApi: z.string(),
  name: text,
  type: z.enum(["TOKEN", "REQUEST", "COGNITO_USER_POOLS"]).default("TOKEN"),
  providerArns: z.array(z.string()).default([]),
  authorizerUri: text,
  authorizerCredentials: text,
  /** With commas between, for type REQUEST. */
  identitySource: z.string().default("method.request.header.Authorization"),
  identityValidationExpression: text,
  // https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html
  authorizerResultTtlInSeconds: z.int().min(0).max(3600).default(300),
  region: text,
});

export const deploymentProperties = z.strictObject({
  restApi: z.string(),
  description: text,
  triggers: z.record(z.string(), z.string()).optional(),
  variables: texts,
  region: text,
});

export const stageProperties = z.strictObject({
  restApi: z.string(),
  stageName: z.string(),
  deployment: z.string(),
  variables: texts,
  // What these would record is in the journal.
  accessLogSettings: z.strictObject({ destinationArn: z.string(), format: z.string() }).optional(),
  xrayTracingEnabled: z.boolean().default(false),
  description: text,
  documentationVersion: text,
  region: text,
  ...tagged,
});

export const gatewayResponseProperties = z.strictObject({
  restApiId: z.string(),
  responseType: z.string(),
  statusCode: text,
  responseParameters: texts,
  responseTemplates: texts,
  region: text,
});

export const methodSettingsProperties = z.strictObject({
  restApi: z.string(),
  stageName: z.string(),
  methodPath: z.string(),
  settings: z.strictObject({
    throttlingBurstLimit: z.number().optional(),
    throttlingRateLimit: z.number().optional(),
    // Metrics and logs of CloudWatch: the journal has every request.
    metricsEnabled: z.boolean().optional(),
    loggingLevel: text,
    dataTraceEnabled: z.boolean().optional(),
    cachingEnabled: z.literal(false, { error: "answers are not cached" }).optional(),
    cacheDataEncrypted: z.boolean().optional(),
    cacheTtlInSeconds: z.number().optional(),
    requireAuthorizationForCacheControl: z.boolean().optional(),
    unauthorizedCacheControlHeaderStrategy: text,
  }),
  region: text,
});

const limits = { burstLimit: z.number().optional(), rateLimit: z.number().optional() };

export const usagePlanProperties = z.strictObject({
  name: text,
  description: text,
  apiStages: z
    .array(
      z.strictObject({
        apiId: z.string(),
        stage: z.string(),
        throttles: z.array(z.strictObject({ path: z.string(), ...limits })).default([]),
      }),
    )
    .default([]),
  quotaSettings: z
    .strictObject({
      limit: z.number(),
      offset: z.number().default(0),
      period: z.enum(["DAY", "WEEK", "MONTH"]),
    })
    .optional(),
  throttleSettings: z.strictObject(limits).optional(),
  productCode: text,
  region: text,
  ...tagged,
});

export const apiKeyProperties = z.strictObject({
  name: text,
  value: text,
  enabled: z.boolean().default(true),
  description: text,
  customerId: text,
  region: text,
  ...tagged,
});

export const usagePlanKeyProperties = z.strictObject({
  keyId: z.string(),
  keyType: z.literal("API_KEY"),
  usagePlanId: z.string(),
  region: text,
});

export const accountProperties = z.strictObject({ cloudwatchRoleArn: text, region: text });

export const domainNameProperties = z.strictObject({
  domainName: z.string(),
  // No TLS ends at a domain on this machine.
  certificateArn: text,
  certificateName: text,
  regionalCertificateArn: text,
  regionalCertificateName: text,
  ownershipVerificationCertificateArn: text,
  securityPolicy: text,
  endpointConfiguration: restApiProperties.shape.endpointConfiguration,
  region: text,
  ...tagged,
});

export const basePathMappingProperties = z.strictObject({
  restApi: z.string(),
  domainName: z.string(),
  stageName: text,
  basePath: text,
  region: text,
});
