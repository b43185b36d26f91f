import type { IntegrationSettings } from "./create-integration.ts";
import type { TaskRequest } from "./integration.ts";
import { type ErrorDialect, inDialect, sdkDialect } from "./service-errors.ts";
import { asJson, asText, lowerFirst, parametersOf, upperFirst } from "./values.ts";

interface SdkService {
  /** The emulator's name. */
  readonly service: string;
  /** Prefix of its errors. */
  readonly prefix: string;
  /** Members that are text or bytes in the API and may be given as JSON. */
  readonly text?: readonly string[];
  /** The API writes its members in camelCase; Step Functions writes all in PascalCase. */
  readonly camelCase?: boolean;
}

/** Services by their name in `aws-sdk:<name>:<action>`, that of the AWS SDK for Java 2. */
const services: Readonly<Record<string, SdkService>> = {
  cognitoidentityprovider: { service: "cognito-idp", prefix: "CognitoIdentityProvider" },
  dynamodb: { service: "dynamodb", prefix: "DynamoDb" },
  eventbridge: { service: "events", prefix: "EventBridge", text: ["Detail"] },
  lambda: { service: "lambda", prefix: "Lambda", text: ["Payload"] },
  pipes: { service: "pipes", prefix: "Pipes" },
  scheduler: { service: "scheduler", prefix: "Scheduler" },
  secretsmanager: { service: "secretsmanager", prefix: "SecretsManager", text: ["SecretString"] },
  sesv2: { service: "ses", prefix: "SesV2" },
  sfn: { service: "states", prefix: "Sfn", text: ["Input", "Output", "Cause"], camelCase: true },
  sns: { service: "sns", prefix: "Sns", text: ["Message"] },
  sqs: { service: "sqs", prefix: "Sqs", text: ["MessageBody"] },
  ssm: { service: "ssm", prefix: "Ssm" },
  sts: { service: "sts", prefix: "Sts" },
};

export const isSdkService = (name: string): boolean => Object.hasOwn(services, name);
export const sdkServiceNames = Object.keys(services);

/** `aws-sdk:<service>:<action>`: the operation as it is, dates as ISO 8601. */
export const sdkCall = (settings: IntegrationSettings, name: string, action: string) => {
  const { service, prefix, text = [], camelCase = false } = services[name]!;
  const rename = camelCase ? lowerFirst : undefined;
  const resource = `aws-sdk:${name}:${action}`;
  return serviceCall(settings, {
    service,
    operation: upperFirst(action),
    dialect: sdkDialect(prefix),
    input: (value) => withText(parametersOf(value, resource), text, rename),
    output: (answer) => asJson(answer, isoDate, camelCase ? upperFirst : undefined),
  });
};

/** A call of one operation with its errors in the integration's dialect. */
export const serviceCall =
  (
    { cloud }: IntegrationSettings,
    call: {
      service: string;
      operation: string;
      dialect: ErrorDialect;
      input(value: unknown): Record<string, unknown>;
      output(answer: unknown): unknown;
    },
  ) =>
  async (request: TaskRequest): Promise<unknown> => {
    const input = call.input(request.arguments);
    const answer = await inDialect(
      call.dialect,
      (message) => cloud.warn(message),
      () => cloud.dispatch(call.service, call.operation, input, request.caller),
    );
    return call.output(answer ?? {});
  };

const isoDate = (date: Date) => date.toISOString();

/** Text members at the top and in the entries of a batch (`Entries[].Detail`). */
export const withText = (
  parameters: Record<string, unknown>,
  text: readonly string[],
  rename: (name: string) => string = (name) => name,
): Record<string, unknown> => {
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (text.includes(name)) input[rename(name)] = asText(value);
    else if (name === "Entries" && text.length > 0 && Array.isArray(value))
      input[rename(name)] = value.map((entry) => withText(parametersOf(entry, name), text, rename));
    else input[rename(name)] = value;
  }
  return input;
};
