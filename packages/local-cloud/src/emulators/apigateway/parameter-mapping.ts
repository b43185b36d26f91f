import { asText, valueAt } from "../../core/values.ts";
import { jsonPath } from "../../vtl/json-path.ts";
import type { BackendResponse, Exchange } from "./exchange.ts";

type Source = (exchange: Exchange, response?: BackendResponse) => string | undefined;

const readJson = (body: string, path: string): string | undefined => {
  try {
    return asText(jsonPath(`$${path}`)(JSON.parse(body)));
  } catch {
    return undefined;
  }
};

/**
 * Compiles the right side of a parameter mapping: `'text'`, `method.request.path.id`, `context.requestId`,
 * `integration.response.header.ETag`, ... Throws when API Gateway would not take it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html
 */
const compileSource = (expression: string): Source => {
  const literal = /^'([\s\S]*)'$/.exec(expression);
  if (literal) return () => literal[1]!;
  const [, place, rest = ""] =
    /^(method\.request|integration\.response|context|stageVariables)\.(.+)$/.exec(expression) ?? [];
  if (place === "context") {
    const path = rest.split(".");
    return ({ context }) => asText(valueAt(context, path));
  }
  if (place === "stageVariables") return ({ stageVariables }) => stageVariables[rest];
  const [, kind, name = ""] = /^(\w+)(?:\.?([\s\S]+))?$/.exec(rest) ?? [];
  if (place === "method.request") {
    switch (kind) {
      case "path":
        return ({ parameters }) => parameters.path[name];
      case "querystring":
        return ({ parameters }) => parameters.querystring[name];
      case "multivaluequerystring":
        return ({ multiValueQuery }) => multiValueQuery[name]?.join(",");
      case "header":
      case "multivalueheader":
        return ({ parameters }) => parameters.header[name.toLowerCase()];
      case "body":
        return name ? ({ body }) => readJson(body, pathFrom(name)) : ({ body }) => body;
    }
  }
  if (place === "integration.response") {
    switch (kind) {
      case "header":
      case "multivalueheader":
        return (_, response) => response?.headers[name.toLowerCase()];
      case "body":
        return name
          ? (_, response) => response && readJson(response.body, pathFrom(name))
          : (_, response) => response?.body;
    }
  }
  throw new Error(`${expression} is not a valid mapping expression: a static value is written 'value'.`);
};

const pathFrom = (name: string): string => (name.startsWith("[") ? name : `.${name}`);

/** A mapping to a header, query parameter or path parameter. */
export interface Assignment {
  readonly kind: string;
  readonly name: string;
  readonly source: Source;
}

/** Compiles `{"integration.request.header.X": "'y'"}`; keys that do not start with `prefix` are refused. */
export const compileAssignments = (
  parameters: Readonly<Record<string, string>>,
  prefix: "integration.request" | "method.response" | "gatewayresponse",
): Assignment[] =>
  Object.entries(parameters).map(([key, expression]) => {
    const [, kind, name] = /^(header|querystring|path)\.(.+)$/.exec(key.slice(prefix.length + 1)) ?? [];
    if (!key.startsWith(`${prefix}.`) || !kind || !name)
      throw new Error(
        `${key} is not a parameter of ${prefix}: expected ${prefix}.header.<name> or the like.`,
      );
    return { kind, name, source: compileSource(expression) };
  });
