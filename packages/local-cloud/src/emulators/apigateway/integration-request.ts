import { inputVariable, UnparsableBodyError, utilVariable } from "../../vtl/mapping-variables.ts";
import { compileTemplate, type Template } from "../../vtl/template.ts";
import type { Integration } from "./definition.ts";
import type { Exchange, IntegrationRequest } from "./exchange.ts";
import { GatewayError, internalError } from "./gateway-error.ts";
import { compileAssignments } from "./parameter-mapping.ts";
import { mediaTypeOf } from "./read-request.ts";

/** Compiles what makes the integration's request of the client's; templates are parsed here, once. */
export const compileIntegrationRequest = (
  integration: Integration,
): ((exchange: Exchange) => IntegrationRequest) => {
  const assignments = compileAssignments(integration.requestParameters, "integration.request");
  const templates = new Map(
    Object.entries(integration.requestTemplates).map(([type, source]) => [
      type.toLowerCase(),
      compileTemplate(source.trim()),
    ]),
  );
  const { passthroughBehavior } = integration;

  return (exchange) => {
    const contentType = mediaTypeOf(exchange.parameters.header);
    const request: IntegrationRequest = {
      headers: { "content-type": contentType },
      query: {},
      path: {},
      body: bodyOf(exchange, templates.get(contentType), templates.size, passthroughBehavior),
    };
    const places = { header: request.headers, querystring: request.query, path: request.path };
    for (const { kind, name, source } of assignments) {
      const value = source(exchange);
      if (value !== undefined) put(places, kind, name, value);
    }
    for (const [kind, overrides] of Object.entries(exchange.context.requestOverride))
      for (const [name, value] of Object.entries(overrides)) put(places, kind, name, String(value));
    return request;
  };
};

const put = (places: Record<string, Record<string, string>>, kind: string, name: string, value: string) => {
  places[kind]![kind === "header" ? name.toLowerCase() : name] = value;
};

// https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
const bodyOf = (
  exchange: Exchange,
  template: Template | undefined,
  templates: number,
  behavior: Integration["passthroughBehavior"],
): string => {
  if (template) return renderRequest(template, exchange);
  if (behavior === "NEVER" || (behavior === "WHEN_NO_TEMPLATES" && templates > 0))
    throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type");
  return exchange.body;
};

const renderRequest = (template: Template, exchange: Exchange): string => {
  try {
    return template.render({
      input: inputVariable(exchange.body, exchange.parameters),
      util: utilVariable,
      context: exchange.context,
      stageVariables: exchange.stageVariables,
    });
  } catch (error) {
    if (error instanceof UnparsableBodyError)
      throw new GatewayError("BAD_REQUEST_BODY", error.message, { detail: error.message, cause: error });
    throw internalError(error);
  }
};
