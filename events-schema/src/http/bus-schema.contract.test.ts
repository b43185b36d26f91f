import { expect, test } from "vitest";
import { contracts } from "../contracts.ts";
import { busSchema } from "./bus-schema.ts";

test("OrderPlaced v2 says which source, name and version it is the schema of", () => {
  const contract = contracts.find(({ name, version }) => name === "OrderPlaced" && version === 2);
  if (!contract) throw new Error("there is no OrderPlaced v2");

  expect(busSchema(contract)).toMatchObject({
    $schema: "http://json-schema.org/draft-04/schema#",
    required: ["source", "detail-type", "detail"],
    properties: {
      source: { enum: ["sourdough.orders"] },
      "detail-type": { enum: ["OrderPlaced"] },
      detail: { properties: { metadata: { properties: { version: { enum: [2] } } } } },
    },
  });
});

// https://docs.aws.amazon.com/eventbridge/latest/schema-reference/v1-registries-name-registryname-schemas-name-schemaname.html
test.each(contracts.map((contract) => [`${contract.name} v${contract.version}`, contract] as const))(
  "%s fits into EventBridge's schema registry",
  (_, contract) => {
    expect(contract.description.length).toBeLessThanOrEqual(256);
    expect(JSON.stringify(busSchema(contract)).length).toBeLessThanOrEqual(100_000);
  },
);
