import AjvDraft04, { type ErrorObject, type ValidateFunction } from "ajv-draft-04";
import { lazily } from "../../core/lazily.ts";
import { parseJson } from "../../core/parse-json.ts";
import { remembered } from "../../core/remembered.ts";
import type { ApiDefinition, Method } from "./definition.ts";
import type { Exchange } from "./exchange.ts";
import { GatewayError } from "./gateway-error.ts";
import { mediaTypeOf } from "./read-request.ts";

/** Checks a request; throws `GatewayError` with the answer API Gateway gives. */
export type Validate = (exchange: Exchange) => void;

/** Compiles the request validator of a method. */
export const compileValidator = (api: ApiDefinition, method: Method): Validate => {
  if (!method.requestValidatorId) return () => {};
  const validator = api.validators.get(method.requestValidatorId);
  if (!validator)
    throw new Error(
      `${method.httpMethod} has the request validator ${method.requestValidatorId}, which does not exist.`,
    );
  const required = Object.entries(method.requestParameters).flatMap(([name, isRequired]) =>
    isRequired ? [name] : [],
  );
  const body = compileBodyCheck(api, method);
  return (exchange) => {
    if (validator.validateRequestParameters) checkParameters(required, exchange);
    if (validator.validateRequestBody) body(exchange);
  };
};

const checkParameters = (required: readonly string[], { parameters }: Exchange): void => {
  const missing = required.flatMap((parameter) => {
    const [, , place, name = ""] = /^(method\.request)\.(\w+)\.(.+)$/.exec(parameter) ?? [];
    const value =
      place === "path"
        ? parameters.path[name]
        : place === "querystring"
          ? parameters.querystring[name]
          : parameters.header[name.toLowerCase()];
    return value?.trim() ? [] : [name];
  });
  if (missing.length === 0) return;
  const message = `Missing required request parameters: [${missing.join(", ")}]`;
  throw new GatewayError("BAD_REQUEST_PARAMETERS", message, { detail: message });
};

const compileBodyCheck = (api: ApiDefinition, method: Method): Validate => {
  const models = new Map(
    Object.entries(method.requestModels).map(([type, name]) => [type.toLowerCase(), compileModel(api, name)]),
  );
  return ({ parameters, body }) => {
    const model = models.get(mediaTypeOf(parameters.header)) ?? models.get("$default");
    if (!model) return;
    const value = parse(body);
    if (model.first(value)) return;
    // A long list of wrong items would make as many errors, each with what it found.
    const thorough = body.length <= longestInDetail ? model.all : model.first;
    thorough(value);
    throw invalidBody(describe(thorough.errors ?? []));
  };
};

const longestInDetail = 16 * 1024;

const parse = (body: string): unknown => {
  try {
    return parseJson(body || "{}");
  } catch (error) {
    throw invalidBody(`[Unable to parse the body as JSON: ${(error as Error).message}]`);
  }
};

const invalidBody = (detail: string): GatewayError =>
  new GatewayError("BAD_REQUEST_BODY", "Invalid request body", { detail });

// Each API has these two from the start.
const BUILT_IN = new Set(["Empty", "Error"]);

/** A model that stops at the first error, and one that finds them all. */
const compileModel = ({ id, name: api, models }: ApiDefinition, name: string) => {
  const schemas = [...models].map(([model, { schema }]): [string, string] => [model, schema]);
  const compile = (allErrors: boolean) =>
    compileSchema(JSON.stringify({ id, api, schemas, name, allErrors } satisfies SchemaRequest));
  return lazily({ first: compile(false) }, { all: () => compile(true) });
};

interface SchemaRequest {
  readonly id: string;
  readonly api: string;
  /** Of all models of the API, which may refer to each other, by name. */
  readonly schemas: readonly [model: string, schema: string][];
  readonly name: string;
  readonly allErrors: boolean;
}

const compileSchema = remembered((request): ValidateFunction => {
  const { id, api, schemas, name, allErrors } = JSON.parse(request) as SchemaRequest;
  // Formats are not checked: which ones API Gateway knows is not documented.
  const ajv = new AjvDraft04.default({
    strict: false,
    allErrors,
    verbose: true,
    validateFormats: false,
    logger: false,
  });
  const urlOf = (model: string) => `https://apigateway.amazonaws.com/restapis/${id}/models/${model}`;
  for (const builtIn of BUILT_IN) ajv.addSchema({ type: "object" }, urlOf(builtIn));
  for (const [model, schema] of schemas)
    ajv.addSchema({ ...(JSON.parse(schema) as object), id: urlOf(model) }, urlOf(model));
  const model = ajv.getSchema(urlOf(name));
  if (!model) throw new Error(`The REST API ${api} has no model ${name}.`);
  return model as ValidateFunction;
});

/** The sentences of the Java validator behind API Gateway, as `$context.error.validationErrorString` has them. */
const describe = (errors: readonly ErrorObject[]): string => {
  const alike = Map.groupBy(errors, ({ instancePath, keyword }) => `${instancePath} ${keyword}`);
  const sentences = [...alike.values()].map((group) => {
    const names = group.map(({ params }) =>
      JSON.stringify(params.missingProperty ?? params.additionalProperty),
    );
    return sentence(group[0]!, names.join(","));
  });
  return `[${[...new Set(sentences)].join(", ")}]`;
};

const sentence = ({ keyword, params, data, message }: ErrorObject, names: string): string => {
  const limit = String(params.limit);
  switch (keyword) {
    case "required":
      return `object has missing required properties ([${names}])`;
    case "additionalProperties":
      return `object instance has properties which are not allowed by the schema: [${names}]`;
    case "type":
      return `instance type (${typeOf(data)}) does not match any allowed primitive type (allowed: ${JSON.stringify([params.type].flat())})`;
    case "minimum":
      return `numeric instance is lower than the required minimum (minimum: ${limit}, found: ${data})`;
    case "maximum":
      return `numeric instance is greater than the required maximum (maximum: ${limit}, found: ${data})`;
    case "pattern":
      return `ECMA 262 regex "${params.pattern}" does not match input string "${data}"`;
    case "enum":
      return `instance value (${JSON.stringify(data)}) not found in enum (possible values: ${JSON.stringify(params.allowedValues)})`;
    case "minItems":
      return `array is too short: must have at least ${limit} elements but instance has ${(data as unknown[]).length} elements`;
    case "maxItems":
      return `array is too long: must have at most ${limit} elements but instance has ${(data as unknown[]).length} elements`;
    case "minLength":
      return `string "${data}" is too short (length: ${String(data).length}, required minimum: ${limit})`;
    case "maxLength":
      return `string "${data}" is too long (length: ${String(data).length}, maximum allowed: ${limit})`;
    default:
      return message ?? keyword;
  }
};

const typeOf = (data: unknown): string => {
  if (data === null) return "null";
  if (Array.isArray(data)) return "array";
  return typeof data === "number" && Number.isInteger(data) ? "integer" : typeof data;
};
