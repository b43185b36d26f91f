import { javaRegex, wholeOf } from "../../vtl/java-regex.ts";
import { inputVariable, utilVariable } from "../../vtl/mapping-variables.ts";
import { compileTemplate, type Template } from "../../vtl/template.ts";
import type { IntegrationResponse, Method } from "./definition.ts";
import type { BackendResponse, ClientResponse, Exchange } from "./exchange.ts";
import { internalError } from "./gateway-error.ts";
import { type Assignment, compileAssignments } from "./parameter-mapping.ts";

interface Mapping {
  readonly pattern: RegExp | undefined;
  readonly status: number;
  readonly assignments: readonly Assignment[];
  readonly templates: readonly (readonly [string, Template | undefined])[];
}

/** Compiles what makes the client's answer of the integration's. */
export const compileIntegrationResponse = (
  method: Method,
): ((exchange: Exchange, response: BackendResponse) => ClientResponse) => {
  const mappings = method.integrationResponses.map((response) => compileMapping(method, response));
  const fallback = mappings.find(({ pattern }) => !pattern);
  const selective = mappings.filter(({ pattern }) => pattern);

  return (exchange, response) => {
    const matching = selective.find(({ pattern }) => pattern!.test(response.selector));
    // AWS would send the refusal through the default mapping, often as a 200 with an odd body: here it is loud.
    if (!matching && response.denied) throw internalError(response.denied);
    const mapping = matching ?? fallback;
    if (!mapping)
      throw internalError(
        new Error(`No integration response matches "${response.selector}", and there is no default one.`),
      );
    return answer(mapping, exchange, response);
  };
};

const compileMapping = (method: Method, response: IntegrationResponse): Mapping => {
  const declared = method.responses.get(response.statusCode);
  if (!declared)
    throw new Error(
      `It has an integration response ${response.statusCode} without a method response ${response.statusCode}, which API Gateway rejects.`,
    );
  const undeclared = Object.keys(response.responseParameters).find((name) => !declared.has(name));
  if (undeclared)
    throw new Error(
      `Its integration response ${response.statusCode} sets ${undeclared}, which the method response does not declare.`,
    );
  return {
    pattern: response.selectionPattern ? javaRegex(wholeOf(response.selectionPattern), "s") : undefined,
    status: Number(response.statusCode),
    assignments: compileAssignments(response.responseParameters, "method.response"),
    templates: Object.entries(response.responseTemplates).map(
      ([type, source]) => [type, source.trim() === "" ? undefined : compileTemplate(source.trim())] as const,
    ),
  };
};

const answer = (mapping: Mapping, exchange: Exchange, response: BackendResponse): ClientResponse => {
  const [contentType = "application/json", template] = chooseTemplate(mapping, exchange) ?? [];
  const headers: Record<string, string> = { "content-type": contentType };
  for (const { name, source } of mapping.assignments) {
    const value = source(exchange, response);
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
  const body = template ? renderResponse(template, exchange, response) : response.body;
  const { status, header } = exchange.context.responseOverride;
  for (const [name, value] of Object.entries(header)) headers[name.toLowerCase()] = String(value);
  return { status: status === undefined ? mapping.status : Number(status), headers, body };
};

const chooseTemplate = ({ templates }: Mapping, { parameters }: Exchange) => {
  if (templates.length < 2) return templates[0];
  const accepted = parameters.header.accept ?? "";
  return (
    templates.find(([type]) => accepted.includes(type)) ??
    templates.find(([type]) => type === "application/json") ??
    templates[0]
  );
};

const renderResponse = (template: Template, exchange: Exchange, response: BackendResponse): string => {
  try {
    return template.render({
      input: inputVariable(response.body, exchange.parameters),
      util: utilVariable,
      context: exchange.context,
      stageVariables: exchange.stageVariables,
    });
  } catch (error) {
    throw internalError(error);
  }
};
