import type { JsonSchema } from "@sourdough/events-schema";
import type { ResourceGraph } from "sourdough-local";
import { compileIntegrationRequest, type Integration, integrationProperties } from "sourdough-local/models";
import * as z from "zod";
import type { Claim, Context } from "../context.ts";
import { suggest } from "../finding.ts";
import { type Receiver, receiverOf } from "../gateway/receivers.ts";
import { customers, exchange, parameterValue, queryFor } from "../gateway/requests.ts";
import { type Sample, variantsOf } from "../samples.ts";
import { findPath, namesIn } from "../schema-paths.ts";

const Method = z.object({
  restApi: z.string(),
  resourceId: z.string(),
  httpMethod: z.string(),
  requestModels: z.record(z.string(), z.string()).default({}),
});
const Model = z.object({ restApi: z.string(), name: z.string(), schema: z.string() });
const PathPart = z.object({ parentId: z.string(), pathPart: z.string() });

type Report = (code: string, what: Pick<Claim, "problem" | "rule" | "remedy">) => void;

/** Routes of the HTTP APIs that start something: what their templates make is what its receiver takes. */
export const checkGateways = (context: Context, { resources }: ResourceGraph): void => {
  const ofType = (type: string) => resources.filter((resource) => resource.type === `aws:apigateway/${type}`);
  const models = ofType("model:Model").map(({ inputs }) => Model.parse(inputs));
  const methods = ofType("method:Method").map(({ inputs }) => Method.parse(inputs));
  const parts = new Map(
    ofType("resource:Resource").map(({ id, inputs }) => [id, PathPart.parse(inputs)] as const),
  );
  const apiOf = (id: string) =>
    ofType("restApi:RestApi").find((api) => api.id === id)?.name ?? "an API without a name";
  const pathOf = (id: string): string => {
    const part = parts.get(id);
    return part ? `${pathOf(part.parentId)}/${part.pathPart}` : "";
  };

  for (const { inputs } of ofType("integration:Integration")) {
    const integration = integrationProperties.parse(inputs);
    const receiver = receiverOf(context, integration);
    if (!receiver) continue;
    const method = methods.find(
      (each) =>
        each.restApi === integration.restApi &&
        each.resourceId === integration.resourceId &&
        each.httpMethod === integration.httpMethod,
    );
    const model = models.find(
      (each) =>
        each.restApi === integration.restApi && each.name === method?.requestModels["application/json"],
    );
    const route = `${integration.httpMethod} ${pathOf(integration.resourceId)}`;
    const report: Report = (code, what) =>
      context.report({
        resource: apiOf(integration.restApi),
        code,
        ...what,
        problem: `${route}: ${what.problem}`,
      });
    // Draft 4 differs in words that contracts do not use.
    const schema = model && (JSON.parse(model.schema) as JsonSchema);
    const template = integration.requestTemplates["application/json"] ?? "";
    checkNames(template, schema, report);
    checkRequests({ context, integration, schema, route, receiver, report });
  }
};

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
const claims = [
  ...["sub", "email", "email_verified", "phone_number", "phone_number_verified", "name", "given_name"],
  ...["family_name", "locale", "cognito:username", "cognito:groups", "aud", "iss", "exp", "iat"],
  ...["auth_time", "token_use", "event_id", "origin_jti", "jti"],
];

/** Paths and claims in the text of the template: one that is not there is an empty text, and no error. */
const checkNames = (template: string, schema: JsonSchema | undefined, report: Report): void => {
  for (const [, dotted, indexed] of template.matchAll(
    /\$!?\{?context\.authorizer\.claims(?:\.([A-Za-z_]\w*)|\['([^']+)'\])/g,
  )) {
    const claim = dotted ?? indexed!;
    if (!claims.includes(claim) && !claim.startsWith("custom:"))
      report("path.missing", {
        problem: `Its template reads the claim ${claim}, which an ID token does not have.`,
        rule: "A claim that is not there is an empty text.",
        remedy: suggest(claim, claims),
      });
  }
  if (!schema) return;
  for (const [, path] of template.matchAll(/\$input\.(?:path|json)\(\s*['"](\$[^'"]*)['"]\s*\)/g)) {
    const found = findPath(schema, namesIn(path!), "the body");
    if ("remedy" in found)
      report("path.missing", { ...found, problem: `Its template reads ${path} of the body.` });
  }
};

const checkRequests = ({
  context,
  integration,
  schema,
  route,
  receiver,
  report,
}: {
  context: Context;
  integration: Integration;
  schema: JsonSchema | undefined;
  route: string;
  receiver: Receiver;
  report: Report;
}): void => {
  const [first] = schema ? variantsOf(schema, undefined) : [];
  const bodies: Sample<unknown>[] = schema
    ? variantsOf(schema, first?.value)
    : [{ note: "no body", value: undefined }];
  const path = Object.fromEntries(
    [...route.matchAll(/\{(\w+)\+?\}/g)].map((match) => [match[1]!, parameterValue(context, match[1]!)]),
  );
  const query = queryFor(context, integration.requestTemplates["application/json"] ?? "");
  let accepted = false;
  try {
    const make = compileIntegrationRequest(integration);
    for (const customer of customers)
      for (const body of bodies) {
        const { body: sent } = make(exchange(route, path, customer.value, body.value, query));
        const problem = receiver(sent);
        accepted ||= problem !== "refused";
        if (problem && problem !== "refused") {
          report("input.invalid", {
            ...problem,
            problem: `${problem.problem} That is what it makes for ${customer.note} and a body ${body.note}.`,
          });
          return;
        }
      }
    if (!accepted)
      report("input.invalid", {
        problem: "Its template refuses every request that was tried.",
        rule: "What goes to a state machine is a request with stateMachineArn and input, which is JSON.",
        remedy: "Look at what it makes of a valid request.",
      });
  } catch (error) {
    report("template.invalid", {
      problem: `Its template fails: ${error instanceof Error ? error.message : error}`,
      rule: "What a template cannot make is a 500 for the client.",
      remedy: "Correct the template.",
    });
  }
};
