import type { JsonSchema } from "@sourdough/events-schema";
import { createContext, type Exchange } from "sourdough-local/models";
import * as z from "zod";
import type { Context } from "../context.ts";
import { type Sample, variantsOf } from "../samples.ts";

/** Claims that tend to break templates. */
export const customers: Sample<Record<string, string>>[] = [
  { note: "a customer", value: { email: "ada@example.com", phone_number: "+4915112345678" } },
  { note: "a customer without a phone", value: { email: "ada@example.com" } },
  { note: "a customer whose address has a quote", value: { email: `"ada\\'l&=+%<b>"@exämple.com` } },
  { note: "a member of staff", value: { email: "grace@example.com", "cognito:groups": "staff" } },
];

/** A value for a path parameter: what the contracts' examples have under its name. */
export const parameterValue = ({ contracts }: Context, name: string): string => {
  const found = contracts.flatMap(({ examples }) => examples.map((example) => example[name]));
  return String(found.find((value) => typeof value === "string") ?? "value");
};

/** The query of a request that its template makes the input of a state machine of: what that takes under the same names. */
export const queryFor = ({ system, inputs }: Context, template: string): Record<string, string> => {
  const called = system.machines.find(({ arn }) => new RegExp(`"${arn}(:\\w+)?"`).test(template))?.resource
    .name;
  const schema = called === undefined ? undefined : inputs.get(called);
  if (!schema) return {};
  const [first] = variantsOf(z.toJSONSchema(schema) as JsonSchema, undefined);
  const named = new Set([...template.matchAll(/\$input\.params\('(\w+)'\)/g)].map(([, name]) => name));
  return Object.fromEntries(
    Object.entries(first?.value ?? {}).filter(
      ([name, value]) => named.has(name) && typeof value === "string",
    ),
  );
};

/** A request of a customer, as the gateway has it when it comes to the template. */
export const exchange = (
  route: string,
  path: Record<string, string>,
  customer: Record<string, string>,
  body: unknown,
  querystring: Record<string, string> = {},
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
    path: `/local${actual}`,
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
    calledPath: actual,
    parameters: { path, querystring, header: { "content-type": "application/json" } },
    rawPathParameters: path,
    multiValueQuery: {},
    body: body === undefined ? "" : JSON.stringify(body),
    isBase64Encoded: false,
    signer: undefined,
    context,
    stageVariables: {},
  };
};
