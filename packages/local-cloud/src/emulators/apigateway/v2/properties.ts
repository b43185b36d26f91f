import { z } from "zod";
import { tagged } from "../../../core/resource-type.ts";

const text = z.string().optional();
const texts = z.record(z.string(), z.string()).default({});
const ofApi = { apiId: z.string(), region: text };

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html#apis-apiid-model-cors */
const cors = z
  .strictObject({
    allowCredentials: z.boolean().optional(),
    allowHeaders: z.array(z.string()).optional(),
    allowMethods: z.array(z.string()).optional(),
    allowOrigins: z.array(z.string()).optional(),
    exposeHeaders: z.array(z.string()).optional(),
    maxAge: z.int().min(-1).max(86_400).optional(),
  })
  .refine(({ allowCredentials, allowOrigins }) => !(allowCredentials && allowOrigins?.includes("*")), {
    error: "allowCredentials goes with origins by name: API Gateway refuses it with allowOrigins *",
  });

export const apiProperties = z.strictObject({
  name: text,
  description: text,
  protocolType: z.enum(["HTTP", "WEBSOCKET"]),
  routeSelectionExpression: text,
  corsConfiguration: cors.optional(),
  disableExecuteApiEndpoint: z.boolean().default(false),
  // Of OpenAPI documents, which are not read.
  failOnWarnings: z.boolean().optional(),
  ipAddressType: text,
  version: text,
  region: text,
  ...tagged,
});

export const integrationProperties = z.strictObject({
  ...ofApi,
  integrationType: z.enum(["AWS_PROXY", "HTTP_PROXY"], {
    error: ({ input }) =>
      `${String(input)} integrations are not emulated: use AWS_PROXY or HTTP_PROXY for this stage`,
  }),
  integrationUri: text,
  integrationMethod: text,
  integrationSubtype: text,
  connectionType: z.enum(["INTERNET", "VPC_LINK"]).default("INTERNET"),
  connectionId: text,
  credentialsArn: text,
  description: text,
  payloadFormatVersion: z.enum(["1.0", "2.0"]).default("1.0"),
  // Of a WebSocket API the template alone; AWS_PROXY passes the message on as it is.
  passthroughBehavior: text,
  requestParameters: texts,
  responseParameters: z
    .array(z.strictObject({ statusCode: z.string().regex(/^[2-5]\d\d$/), mappings: texts }))
    .default([]),
  timeoutMilliseconds: z.int().min(50).max(30_000).default(30_000),
  tlsConfig: z.strictObject({ serverNameToVerify: text }).optional(),
});

export const routeProperties = z.strictObject({
  ...ofApi,
  routeKey: z.string(),
  target: text,
  apiKeyRequired: z
    .literal(false, { error: "API keys of WebSocket APIs are not checked here: leave it out for this stage" })
    .optional(),
  authorizationType: z.enum(["NONE", "AWS_IAM", "CUSTOM", "JWT"]).default("NONE"),
  authorizerId: text,
  authorizationScopes: z.array(z.string()).default([]),
  operationName: text,
  routeResponseSelectionExpression: text,
});

export const routeResponseProperties = z.strictObject({
  ...ofApi,
  routeId: z.string(),
  routeResponseKey: z.string(),
});

export const authorizerProperties = z.strictObject({
  ...ofApi,
  name: text,
  authorizerType: z.enum(["REQUEST", "JWT"]),
  authorizerUri: text,
  authorizerCredentialsArn: text,
  authorizerPayloadFormatVersion: z.enum(["1.0", "2.0"]).optional(),
  authorizerResultTtlInSeconds: z.int().min(0).max(3600).default(0),
  enableSimpleResponses: z.boolean().default(false),
  identitySources: z.array(z.string()).default([]),
  jwtConfiguration: z
    .strictObject({ audiences: z.array(z.string()).default([]), issuer: z.string() })
    .optional(),
});

const routeSettings = {
  throttlingBurstLimit: z.number().optional(),
  throttlingRateLimit: z.number().optional(),
  // Metrics of routes and logs of executions: the journal has every request.
  detailedMetricsEnabled: z.boolean().optional(),
  dataTraceEnabled: z.boolean().optional(),
  loggingLevel: text,
};

export const stageProperties = z.strictObject({
  ...ofApi,
  name: text,
  autoDeploy: z.boolean().default(false),
  deploymentId: text,
  description: text,
  accessLogSettings: z.strictObject({ destinationArn: z.string(), format: z.string().max(3072) }).optional(),
  defaultRouteSettings: z.strictObject(routeSettings).optional(),
  routeSettings: z.array(z.strictObject({ routeKey: z.string(), ...routeSettings })).default([]),
  stageVariables: texts,
  ...tagged,
});

export const deploymentProperties = z.strictObject({
  ...ofApi,
  description: text,
  triggers: z.record(z.string(), z.string()).optional(),
});

export const domainNameProperties = z.strictObject({
  domainName: z.string(),
  domainNameConfiguration: z.strictObject({
    certificateArn: z.string(),
    endpointType: z.string(),
    securityPolicy: z.string(),
    hostedZoneId: text,
    ipAddressType: text,
    ownershipVerificationCertificateArn: text,
    targetDomainName: text,
  }),
  region: text,
  ...tagged,
});

export const apiMappingProperties = z.strictObject({
  ...ofApi,
  domainName: z.string(),
  stage: z.string(),
  apiMappingKey: text,
});

export const vpcLinkProperties = z.strictObject({
  name: text,
  securityGroupIds: z.array(z.string()),
  subnetIds: z.array(z.string()),
  region: text,
  ...tagged,
});
