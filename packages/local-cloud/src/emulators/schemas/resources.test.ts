import { expect, test } from "vitest";
import { resourceTypes } from "./resources.ts";

const account = { region: "eu-west-1", accountId: "123456789012" };
const [registry, schema] = resourceTypes;
const inputs = {
  name: "sourdough.orders@OrderPlaced-v2",
  registryName: "events",
  type: "JSONSchemaDraft4",
  content: '{"type":"object"}',
};

test("names registry and schema as EventBridge does", () => {
  expect(registry?.compute({ name: "Events", inputs: { name: "events" } }, account)).toMatchObject({
    id: "events",
    arn: "arn:aws:schemas:eu-west-1:123456789012:registry/events",
  });
  expect(schema?.compute({ name: "Placed", inputs }, account)).toMatchObject({
    id: "sourdough.orders@OrderPlaced-v2/events",
    arn: "arn:aws:schemas:eu-west-1:123456789012:schema/events/sourdough.orders@OrderPlaced-v2",
  });
});

test.each([
  [{}, true],
  [{ content: "{" }, false],
  [{ type: "Avro" }, false],
  [{ name: "orders/OrderPlaced" }, false],
  [{ description: "x".repeat(257) }, false],
  [{ codeBindings: ["java"] }, false],
])("takes what EventBridge takes of %j: %s", (change, taken) => {
  expect(schema?.properties.safeParse({ ...inputs, ...change }).success).toBe(taken);
});
