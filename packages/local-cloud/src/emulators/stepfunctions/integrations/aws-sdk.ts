import type { SdkService } from "../../../core/service.ts";
import { at } from "../../../core/values.ts";
import { StateError } from "../errors.ts";
import type { IntegrationSettings } from "./create-integration.ts";
import type { TaskRequest } from "./integration.ts";
import { type ErrorDialect, inDialect, sdkDialect } from "./service-errors.ts";
import { asJson, asText, lowerFirst, parametersOf, upperFirst } from "./values.ts";

/** `aws-sdk:<service>:<action>`: the operation as it is, dates as ISO 8601. */
export const sdkCall = (settings: IntegrationSettings, service: string, sdk: SdkService, action: string) => {
  const { name, prefix, camelCase = false } = sdk;
  const resource = `aws-sdk:${name}:${action}`;
  return serviceCall(settings, {
    service,
    operation: upperFirst(action),
    dialect: sdkDialect(prefix),
    input: (value) => sdkInput(sdk, parametersOf(value, resource)),
    output: async (answer) => asJson(await withContent(answer), isoDate, camelCase ? upperFirst : undefined),
  });
};

/** Bytes that a state may have. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST = 262_144;

/** Content that is read as it is taken, as text: a state has it whole. */
const withContent = async (answer: unknown): Promise<unknown> => {
  const body = at(answer, "Body") as { size?: number; transformToString?(): Promise<string> } | undefined;
  if (typeof body?.transformToString !== "function") return answer;
  if ((body.size ?? 0) > MOST)
    throw new StateError(
      "States.DataLimitExceeded",
      `The object has ${body.size} bytes; a state's data may have ${MOST}.`,
    );
  return { ...(answer as object), Body: await body.transformToString() };
};

/** Parameters as they are written for the AWS SDK for Java, in the shape of the operation. */
export const sdkInput = (
  { text = [], bytes = [], camelCase }: SdkService,
  parameters: Record<string, unknown>,
): Record<string, unknown> => withText(parameters, text, camelCase ? lowerFirst : undefined, bytes);

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
    return call.output(await read(answer ?? {}));
  };

interface Content {
  transformToString(): Promise<string>;
}
const isContent = (value: unknown): value is Content =>
  typeof value === "object" && value !== null && "transformToString" in value;

/** An answer with the content of an object as text. */
const read = async (answer: unknown): Promise<unknown> => {
  const { Body } = answer as { Body?: unknown };
  return isContent(Body) ? { ...(answer as object), Body: await Body.transformToString() } : answer;
};

const isoDate = (date: Date) => date.toISOString();

/** Text members at the top and in the entries of a batch (`Entries[].Detail`, `Records[].Data`). */
export const withText = (
  parameters: Record<string, unknown>,
  text: readonly string[],
  rename: (name: string) => string = (name) => name,
  bytes: readonly string[] = [],
): Record<string, unknown> => {
  const input: Record<string, unknown> = {};
  const content = (name: string, value: unknown) => {
    const given = asText(value);
    return bytes.includes(name) && typeof given === "string" ? Buffer.from(given) : given;
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (text.includes(name)) input[rename(name)] = content(name, value);
    else if ((name === "Entries" || name === "Records") && text.length > 0 && Array.isArray(value))
      input[rename(name)] = value.map((entry) => withText(parametersOf(entry, name), text, rename, bytes));
    else input[rename(name)] = value;
  }
  return input;
};
