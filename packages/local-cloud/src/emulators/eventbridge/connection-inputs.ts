import { z } from "zod";

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html

const name = z
  .string()
  .regex(/^[.\-_A-Za-z0-9]{1,64}$/, "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
const description = z.string().max(512, "Member must have length less than or equal to 512").optional();
const credential = z.string().min(1).max(512, "Member must have length less than or equal to 512").optional();
const authorizationType = z.enum(["API_KEY", "BASIC"], {
  error: "the local cloud knows connections with API_KEY and BASIC, not OAuth",
});
const parameters = z
  .array(z.strictObject({ Key: z.string(), Value: z.string(), IsValueSecret: z.boolean().optional() }))
  .max(100, "Member must have length less than or equal to 100")
  .optional();
const authParameters = z.strictObject({
  ApiKeyAuthParameters: z.strictObject({ ApiKeyName: credential, ApiKeyValue: credential }).optional(),
  BasicAuthParameters: z.strictObject({ Username: credential, Password: credential }).optional(),
  InvocationHttpParameters: z
    .strictObject({
      HeaderParameters: parameters,
      QueryStringParameters: parameters,
      BodyParameters: parameters,
    })
    .optional(),
});
export type AuthParametersInput = z.output<typeof authParameters>;

const listed = {
  NamePrefix: z.string().min(1).max(64).optional(),
  NextToken: z.string().optional(),
  Limit: z.number().int().min(1).max(100).optional(),
};

export const createConnection = z.strictObject({
  Name: name,
  Description: description,
  AuthorizationType: authorizationType,
  AuthParameters: authParameters,
  // Nothing is encrypted here.
  KmsKeyIdentifier: z.string().optional(),
});
export const updateConnection = createConnection.partial({ AuthorizationType: true, AuthParameters: true });
export const namedConnection = z.strictObject({ Name: name });
export const listConnections = z.strictObject({ ...listed, ConnectionState: z.string().optional() });

const destination = {
  Name: name,
  Description: description,
  ConnectionArn: z.string(),
  HttpMethod: z.enum(["POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]),
  InvocationEndpoint: z
    .string()
    .max(2048)
    .refine((text) => URL.canParse(text.replaceAll("*", "x")), "is not a URL"),
  InvocationRateLimitPerSecond: z.number().int().min(1).optional(),
};
export const createApiDestination = z.strictObject(destination);
export const updateApiDestination = createApiDestination.partial().required({ Name: true });
export const namedApiDestination = z.strictObject({ Name: name });
export const listApiDestinations = z.strictObject({ ...listed, ConnectionArn: z.string().optional() });
