/** A route as its files are written. */
export interface RouteNames {
  service: string;
  camelService: string;
  pascalService: string;
  /** `GET /things/{thingId}` */
  route: string;
  /** `things`: the first word of the path, by which the router knows the API. */
  area: string;
  /** `thingId` */
  parameter: string;
  /** `get-thing` */
  file: string;
  /** `getThing`, the template of the request. */
  request: string;
  /** `thingFound`, the template of the answer. */
  answer: string;
}

/** The entry of a route in `routes`. */
export const routeCode = ({ route, camelService, request, answer }: RouteNames) => `      {
        route: "${route}",
        signedIn: true,
        action: "dynamodb:action/GetItem",
        request: ${camelService}Table.name.apply(${request}),
        responses: [
          { status: "200", when: "200", template: ${answer} },
          { status: "503", template: unavailable },
        ],
      },`;

/** The API of a service, with its first route. */
export const apiCode = (names: RouteNames) => `  const api = directApi("${names.pascalService}Api", {
    key: "${names.service}-api-url",
    grants: [{ actions: ["dynamodb:GetItem"], resources: [${names.camelService}Table.arn] }],
    routes: [
${routeCode(names)}
    ],
  });`;

/** What all routes of a service have in common. */
export const sharedRouteFiles = ({
  service,
  camelService,
  pascalService,
}: RouteNames): Record<string, string> => ({
  "src/adapters/keys.ts": `import { keyOf } from "@sourdough/lambda-kit/entity";
import { ${camelService}Table } from "./${service}-table.ts";

const { record } = ${camelService}Table({ table: "${pascalService}Table" }).entities;

/** The keys of \`${pascalService}Table\`, for templates and state machines; an id may be an expression of theirs. */
export const keys = {
  record: (orderId: string) => keyOf(record.get({ orderId })),
};
`,
  "src/routes/problems.ts": `/** An answer in the shape of RFC 9457. */
const problem = (status: number, title: string, code: string, detail: string) =>
  [
    \`#set($context.responseOverride.status = \${status})\`,
    '#set($context.responseOverride.header.Content-Type = "application/problem+json")',
    JSON.stringify({ type: "about:blank", title, status, code, detail }),
  ].join("");

export const notFound = problem(
  404,
  "Not Found",
  "${service}.not_found",
  "There is nothing about this order, or not yet: try again in a moment.",
);

export const unavailable = problem(
  503,
  "Service Unavailable",
  "${service}.unavailable",
  "Try again in a moment.",
);
`,
  "test/render.ts": `import { compileTemplate, inputVariable, utilVariable } from "@sourdough/test-kit/emulators";

/** What a mapping template makes of a request with \`path\` parameters, or of an answer of DynamoDB. */
export const render = (template: string, body: unknown, path: Record<string, string> = {}) => {
  const context = {
    responseOverride: { header: {} as Record<string, string>, status: undefined as number | undefined },
  };
  const input = inputVariable(JSON.stringify(body), { path, querystring: {}, header: {} });
  const answer: unknown = JSON.parse(
    compileTemplate(template).render({ input, context, util: utilVariable }),
  );
  return { answer, status: context.responseOverride.status };
};
`,
});

/** A route's two templates, and their test. */
export const routeFiles = ({
  service,
  parameter,
  file,
  request,
  answer,
}: RouteNames): Record<string, string> => ({
  [`src/routes/${file}.ts`]: `import { OrderId } from "@sourdough/events-schema";
import { dynamoJson } from "@sourdough/lambda-kit/entity";
import * as z from "zod";
import { keys } from "../adapters/keys.ts";
import { notFound } from "./problems.ts";

/**
 * Reads the record of an order. By what can be no order's id it finds nothing: a template cannot do without a read,
 * and a key of more than 1,024 bytes would be an error of DynamoDB.
 */
export const ${request} = (tableName: string) =>
  [
    "#set($id = $input.params('${parameter}'))",
    \`#if(!$id.matches('\${z.toJSONSchema(OrderId).pattern}'))#set($id = "none")#end\`,
    JSON.stringify({ TableName: tableName, Key: dynamoJson(keys.record("$id")) }),
  ].join("");

/** Ids and timestamps have nothing to escape; text that people write has. */
export const ${answer} = [
  "#set($record = $input.path('$.Item'))",
  "#if($record.orderId.S)",
  '{"orderId":"$record.orderId.S","recordedAt":"$record.recordedAt.S"}',
  \`#else\${notFound}#end\`,
].join("");
`,
  [`src/routes/${file}.test.ts`]: `import { Problem } from "@sourdough/events-schema/http";
import { dynamoJson } from "@sourdough/lambda-kit/entity";
import { expect, test } from "vitest";
import { render } from "../../test/render.ts";
import { keys } from "../adapters/keys.ts";
import { ${request}, ${answer} } from "./${file}.ts";

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";

test.each([
  [orderId, orderId],
  [\`\${orderId}"\`, "none"],
  ["x".repeat(2000), "none"],
])("by %s it reads %s", (${parameter}, id) => {
  expect(render(${request}("table"), {}, { ${parameter} }).answer).toEqual({
    TableName: "table",
    Key: dynamoJson(keys.record(id)),
  });
});

test("shows what there is about an order", () => {
  const recordedAt = "2026-11-23T07:30:00.000Z";
  const Item = { orderId: { S: orderId }, recordedAt: { S: recordedAt } };

  expect(render(${answer}, { Item })).toEqual({ answer: { orderId, recordedAt }, status: undefined });
});

test("says 404 when there is nothing", () => {
  const { answer, status } = render(${answer}, {});

  expect(status).toBe(404);
  expect(Problem.parse(answer)).toMatchObject({ status: 404, code: "${service}.not_found" });
});
`,
});
