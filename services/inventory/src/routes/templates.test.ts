import { MenuView, Problem, StoresView } from "@sourdough/events-schema/http";
import { inputVariable, utilVariable } from "@sourdough/local-cloud/src/vtl/mapping-variables.ts";
import { compileTemplate } from "@sourdough/local-cloud/src/vtl/template.ts";
import { expect, test } from "vitest";
import { listMenu, listStores, menuAnswer, storesAnswer, unavailableAnswer } from "./templates.ts";

const render = (template: string, body: unknown, storeId = "store-1") => {
  const context = {
    responseOverride: { header: {} as Record<string, string>, status: undefined as number | undefined },
  };
  const input = inputVariable(JSON.stringify(body), { path: { storeId }, querystring: {}, header: {} });
  const answer: unknown = JSON.parse(
    compileTemplate(template).render({ input, context, util: utilVariable }),
  );
  const { status, header } = context.responseOverride;
  return { answer, status, contentType: header["Content-Type"] };
};

const croissant = {
  sku: { S: "butter-croissant" },
  name: { S: `Grandma's "best" crème / croissant` },
  category: { S: "pastry" },
  priceCents: { N: "280" },
  allergens: { L: [{ S: "gluten" }, { S: "egg" }] },
  onHand: { N: "0" },
};
const juice = { ...croissant, sku: { S: "apple-juice" }, category: { S: "drink" }, allergens: { L: [] } };

test("lists the stores", () => {
  const store = { storeId: { S: "store-1" }, name: { S: "Bäcker's" }, city: { S: "Berlin" } };

  expect(render(listStores("inventory"), {}).answer).toMatchObject({
    TableName: "inventory",
    ExpressionAttributeValues: { ":pk": { S: "stores" } },
  });
  expect(StoresView.parse(render(storesAnswer, { Items: [store, store] }).answer)).toEqual({
    stores: [
      { storeId: "store-1", name: "Bäcker's", city: "Berlin" },
      { storeId: "store-1", name: "Bäcker's", city: "Berlin" },
    ],
  });
});

test("lists the menu of a store", () => {
  const { answer, status } = render(menuAnswer, { ScannedCount: 3, Items: [croissant, juice] });

  expect(status).toBeUndefined();
  expect(MenuView.parse(answer).items).toMatchObject([
    {
      sku: "butter-croissant",
      name: `Grandma's "best" crème / croissant`,
      priceCents: 280,
      allergens: ["gluten", "egg"],
      onHand: 0,
    },
    { sku: "apple-juice", allergens: [] },
  ]);
});

test("tells a store without products from no such store", () => {
  expect(render(menuAnswer, { ScannedCount: 1, Items: [] })).toEqual({
    answer: { items: [] },
    status: undefined,
    contentType: undefined,
  });

  const { answer, status, contentType } = render(menuAnswer, { ScannedCount: 0, Items: [] });
  expect([status, contentType]).toEqual([404, "application/problem+json"]);
  expect(Problem.parse(answer)).toMatchObject({ status: 404, code: "inventory.unknown_store" });
});

test.each([
  ["store-1", "store-1"],
  [`it's`, "none"],
  [`a"b\\`, "none"],
  ["über", "none"],
  ["store-1/", "none"],
  [`store-${"1".repeat(2000)}`, "none"],
])("looks for what can be a store: of %s, for %s", (storeId, lookedFor) => {
  expect(render(listMenu("inventory"), {}, storeId).answer).toMatchObject({
    ExpressionAttributeValues: { ":store": { S: `store#${lookedFor}` } },
  });
});

test("says so when the table does not answer", () => {
  const { answer, contentType } = render(unavailableAnswer, {});

  expect(contentType).toBe("application/problem+json");
  expect(Problem.parse(answer)).toMatchObject({ status: 503 });
});
