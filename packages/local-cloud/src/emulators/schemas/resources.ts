import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { defineResourceType, type ResourceType, region, tagged } from "../../core/resource-type.ts";

// https://docs.aws.amazon.com/eventbridge/latest/schema-reference/v1-registries-name-registryname-schemas-name-schemaname.html
const name = z.string().regex(/^[0-9A-Za-z_.@-]+$/, "names are letters, digits and . - _ @");
const description = z.string().max(256).optional();

const isJson = (text: string) => {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
};

const registry = z.strictObject({
  name: name.max(64).optional(),
  description,
  region,
  ...tagged,
});

const schema = z.strictObject({
  name: name.max(385).optional(),
  registryName: z.string(),
  type: z.enum(["OpenApi3", "JSONSchemaDraft4"]),
  content: z.string().min(1).max(100_000).refine(isJson, "the content is no JSON"),
  description,
  region,
  ...tagged,
});

const inert = "schema registry: for people and code generators, no event is held against it";

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:schemas/registry:Registry",
    properties: registry,
    compute: ({ name: logical, inputs }, account) => {
      const given = inputs.name ?? logical;
      return {
        id: given,
        name: given,
        arn: arnOf("schemas", account, `registry/${given}`),
        tagsAll: inputs.tags ?? {},
      };
    },
    inert,
  }),
  defineResourceType({
    type: "aws:schemas/schema:Schema",
    properties: schema,
    compute: ({ name: logical, inputs }, account) => {
      const given = inputs.name ?? logical;
      return {
        id: `${given}/${inputs.registryName}`,
        name: given,
        arn: arnOf("schemas", account, `schema/${inputs.registryName}/${given}`),
        version: "1",
        versionCreatedDate: "2026-01-01T00:00:00Z",
        lastModified: "2026-01-01T00:00:00Z",
        tagsAll: inputs.tags ?? {},
      };
    },
    inert,
  }),
];
