import { valueAt } from "../../core/values.ts";
import type { ApiDefinition } from "./definition.ts";
import type { ClientResponse, Exchange } from "./exchange.ts";
import type { GatewayError } from "./gateway-error.ts";
import { type Assignment, compileAssignments } from "./parameter-mapping.ts";

/** Turns a failure into the answer the API has for it, or API Gateway's own. */
export type AnswerError = (error: GatewayError, exchange: Exchange) => ClientResponse;

interface Custom {
  readonly status: number | undefined;
  readonly assignments: readonly Assignment[];
  readonly templates: readonly (readonly [string, string])[];
}

/** Compiles the gateway responses of an API. */
export const compileGatewayResponses = (api: ApiDefinition): AnswerError => {
  const custom = new Map<string, Custom>(
    [...api.gatewayResponses].map(([type, response]) => [
      type,
      {
        status: response.statusCode === undefined ? undefined : Number(response.statusCode),
        assignments: compileAssignments(response.responseParameters, "gatewayresponse"),
        templates: Object.entries(response.responseTemplates),
      },
    ]),
  );
  return (error, exchange) => {
    const response = custom.get(error.type) ?? custom.get(error.status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
    const { context } = exchange;
    const headers: Record<string, string> = {
      "content-type": "application/json",
      "x-amzn-errortype": error.errorType,
    };
    const [contentType, template] = chooseTemplate(response, exchange) ?? [];
    if (contentType) headers["content-type"] = contentType;
    for (const { name, source } of response?.assignments ?? []) {
      const value = source(exchange);
      if (value !== undefined) headers[name.toLowerCase()] = value;
    }
    context.error = {
      message: error.message,
      messageString: JSON.stringify(error.message),
      responseType: error.type,
      // Templates put it between quotes, and it has quotes itself.
      validationErrorString: JSON.stringify(error.detail ?? "").slice(1, -1),
    };
    return {
      status: response?.status ?? error.status,
      headers,
      body:
        template === undefined
          ? JSON.stringify(ownBody(error))
          : substitute(template, context, exchange.stageVariables),
    };
  };
};

// Seen of AWS: who is denied is told so with a capital letter, and of an authorizer that fails nobody is told anything.
const ownBody = ({ type, message }: GatewayError): object => {
  if (type === "ACCESS_DENIED") return { Message: message };
  return { message: type === "AUTHORIZER_FAILURE" ? null : message };
};

const chooseTemplate = (response: Custom | undefined, { parameters }: Exchange) => {
  const accepted = parameters.header.accept ?? "";
  return (
    response?.templates.find(([type]) => accepted.includes(type)) ??
    response?.templates.find(([type]) => type === "application/json") ??
    response?.templates[0]
  );
};

const VARIABLE = /\$\{((?:context|stageVariables)[\w.-]*)\}|\$((?:context|stageVariables)(?:\.[\w-]+)+)/g;

// Gateway responses take no VTL, only variables:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
const substitute = (
  template: string,
  context: Record<string, unknown>,
  stageVariables: Readonly<Record<string, string>>,
): string =>
  template.replace(VARIABLE, (_, braced: string | undefined, plain: string | undefined) => {
    const [root, ...path] = (braced ?? plain ?? "").split(".");
    const start: unknown = root === "context" ? context : stageVariables;
    const value = valueAt(start, path);
    return value === undefined || value === null ? "" : String(value);
  });
