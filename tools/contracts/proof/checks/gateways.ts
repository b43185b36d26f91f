import type { JsonSchema } from "@sourdough/events-schema";
import type { ResourceGraph } from "@sourdough/local-cloud/src/core/resource-graph.ts";
import type { Integration } from "@sourdough/local-cloud/src/emulators/apigateway/definition.ts";
import { createContext, type Exchange } from "@sourdough/local-cloud/src/emulators/apigateway/exchange.ts";
import { compileIntegrationRequest } from "@sourdough/local-cloud/src/emulators/apigateway/integration-request.ts";
import { integrationProperties } from "@sourdough/local-cloud/src/emulators/apigateway/resources-properties.ts";
import * as z from "zod";
import { shapeOf } from "../event-shape.ts";
import { suggest } from "../finding.ts";
import { nobody, type Problem } from "../jsonata/scope.ts";
import { type Claim, issuesOf, type Proof, problemOfEntry, unknownFields } from "../proof.ts";
import { type Sample, variantsOf } from "../samples.ts";
import { functionConsumer } from "../system.ts";
import { readPath } from "../template-shape.ts";

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
export const checkGateways = (proof: Proof, { resources }: ResourceGraph): void => {
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
    const receiver = receiverOf(proof, integration);
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
      proof.report({
        resource: apiOf(integration.restApi),
        code,
        ...what,
        problem: `${route}: ${what.problem}`,
      });
    // Draft 4 differs in words that contracts do not use.
    const schema = model && (JSON.parse(model.schema) as JsonSchema);
    const template = integration.requestTemplates["application/json"] ?? "";
    checkNames(template, schema, report);
    checkRequests({ proof, integration, schema, route, receiver, report });
  }
};

/** Checks what is sent, and gives what is wrong with it. */
type Receiver = (body: string) => Pick<Claim, "problem" | "rule" | "remedy"> | "refused" | undefined;

const receiverOf = (proof: Proof, { type, uri = "" }: Integration): Receiver | undefined => {
  const action = uri.split(":").slice(4).join(":");
  if (type !== "AWS") return undefined;
  if (action.startsWith("sqs:path/")) return queueReceiver(proof, action.split("/").at(-1)!);
  if (/^states:action\/Start(Sync)?Execution$/.test(action)) return machineReceiver(proof);
  if (action === "events:action/PutEvents") return busReceiver(proof);
  return undefined;
};

const queueReceiver = ({ system, inputs }: Proof, queueName: string): Receiver | undefined => {
  const queue = system.queues.find(({ arn }) => arn.endsWith(`:${queueName}`));
  const mapping = system.mappings.find(({ eventSourceArn }) => eventSourceArn === queue?.arn);
  const called = system.functions.find(({ arn }) => arn === mapping?.functionName);
  const consumer = called && functionConsumer(called.resource);
  const schema = consumer && inputs.get(consumer);
  if (!schema) return undefined;
  return (body) => {
    const message = new URLSearchParams(body).get("MessageBody");
    return message === null
      ? {
          problem: `It sends no message: ${body.slice(0, 120)}.`,
          rule: "SendMessage takes Action and MessageBody as a form.",
          remedy: "Let the template write &MessageBody= for every valid request.",
        }
      : mismatch(schema, message, consumer);
  };
};

const machineReceiver = ({ system, inputs }: Proof): Receiver => {
  const Request = z.object({ stateMachineArn: z.string(), input: z.string() });
  return (body) => {
    const request = Request.safeParse(parseJson(body));
    // A template has no other way to refuse than to ask for what the service does not take.
    if (!request.success || !request.data.input.startsWith("{")) return "refused";
    const { stateMachineArn, input } = request.data;
    const machine = system.machines.find(({ arn }) => arn === stateMachineArn)?.resource.name;
    const schema = machine === undefined ? undefined : inputs.get(machine);
    return schema && mismatch(schema, input, machine!);
  };
};

const busReceiver =
  ({ contracts }: Proof): Receiver =>
  (body) => {
    const { Entries } = z
      .object({ Entries: z.array(z.looseObject({})) })
      .catch({ Entries: [] })
      .parse(parseJson(body));
    return Entries.map(({ Source, DetailType, Detail }) =>
      problemOfEntry(contracts, { source: Source, name: DetailType, detail: parseJson(String(Detail)) }),
    ).find((problem) => problem !== undefined);
  };

const mismatch = (schema: z.ZodType, text: string, consumer: string) => {
  const value = parseJson(text);
  const parsed = schema.safeParse(value);
  const extra = parsed.success ? unknownFields(parsed.data, value) : [];
  if (parsed.success && extra.length === 0) return undefined;
  const why =
    value === undefined
      ? "no JSON"
      : parsed.success
        ? `${extra.join(", ")} is unknown to it`
        : issuesOf(parsed.error);
  return {
    problem: `What it sends to ${consumer} is not what that takes, ${why}: ${text.slice(0, 200)}.`,
    rule: `${consumer} takes what inputs.${consumer} of its service's consumes.ts says.`,
    remedy: "Escape what is text, and read the body, parameters and claims by the names they have.",
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
    const problems: Problem[] = [];
    readPath(shapeOf(schema, "the body"), path!, {
      ...nobody,
      report: (problem) => problems.push(problem),
    });
    const [problem] = problems;
    if (problem)
      report("path.missing", {
        ...problem,
        problem: `Its template reads ${path} of the body. ${problem.problem}`,
      });
  }
};

const customers: Sample<Record<string, string>>[] = [
  { note: "a customer", value: { email: "ada@example.com", phone_number: "+4915112345678" } },
  { note: "a customer without a phone", value: { email: "ada@example.com" } },
  { note: "a customer whose address has a quote", value: { email: `"ada\\'l&=+%<b>"@exämple.com` } },
  { note: "a member of staff", value: { email: "grace@example.com", "cognito:groups": "staff" } },
];

const checkRequests = ({
  proof,
  integration,
  schema,
  route,
  receiver,
  report,
}: {
  proof: Proof;
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
    [...route.matchAll(/\{(\w+)\+?\}/g)].map((match) => [match[1]!, parameterValue(proof, match[1]!)]),
  );
  let accepted = false;
  try {
    const make = compileIntegrationRequest(integration);
    for (const customer of customers)
      for (const body of bodies) {
        const { body: sent } = make(exchange(route, path, customer.value, body.value));
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

/** A value for a path parameter: what the contracts' examples have under its name. */
const parameterValue = ({ contracts }: Proof, name: string): string => {
  const found = contracts.flatMap(({ examples }) => examples.map((example) => example[name]));
  return String(found.find((value) => typeof value === "string") ?? "value");
};

const exchange = (
  route: string,
  path: Record<string, string>,
  customer: Record<string, string>,
  body: unknown,
): Exchange => {
  const [method = "", template = ""] = route.split(" ");
  const actual = template.replace(/\{(\w+)\+?\}/g, (_, name: string) => path[name] ?? "");
  const context = createContext({
    accountId: "000000000000",
    apiId: "proof",
    host: "proof.example",
    stage: "local",
    deploymentId: "1",
    requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    traceId: "5759e988bd862e3fe1be46a994272793",
    method,
    path: actual,
    userAgent: "proof",
    now: Date.parse("2026-11-23T07:30:00.000Z"),
  });
  context.authorizer = {
    claims: { sub: "6f1c9a52-3a4e-4d0e-9a6b-1f2e3d4c5b6a", email_verified: "true", ...customer },
  };
  return {
    hop: {} as Exchange["hop"],
    method,
    path: actual,
    parameters: { path, querystring: {}, header: { "content-type": "application/json" } },
    multiValueQuery: {},
    body: body === undefined ? "" : JSON.stringify(body),
    isBase64Encoded: false,
    context,
    stageVariables: {},
  };
};
