import { MenuView, Problem } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { render } from "../../test/render.ts";
import { listMenu, menuAnswer, menuRefused } from "./list-menu.ts";

const croissant = {
  sku: { S: "butter-croissant" },
  name: { S: `Grandma's "best" crème / croissant` },
  category: { S: "pastry" },
  priceCents: { N: "280" },
  allergens: { L: [{ S: "gluten" }, { S: "egg" }] },
  onHand: { N: "0" },
};
const juice = { ...croissant, sku: { S: "apple-juice" }, category: { S: "drink" }, allergens: { L: [] } };

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
    ExpressionAttributeValues: { ":pk": { S: `store#${lookedFor}` } },
  });
});

const place = `item#pastry#Grandma's "best" # crème#butter-croissant`;

test("goes on behind the last product of the page before", () => {
  const { answer: page } = render(menuAnswer, {
    ScannedCount: 1,
    Items: [croissant],
    LastEvaluatedKey: { menuSk: { S: place } },
  });
  const { cursor } = MenuView.parse(page);
  expect(cursor).toBe(place);

  expect(render(listMenu("inventory"), {}, "store-1", cursor).answer).toMatchObject({
    Limit: 1000,
    ExclusiveStartKey: {
      pk: { S: "store#store-1" },
      sk: { S: "stock#butter-croissant" },
      menuPk: { S: "store#store-1" },
      menuSk: { S: place },
    },
  });
});

test("an empty page behind the last one is a page, and no sign of no store", () => {
  const { answer, status } = render(menuAnswer, {
    ScannedCount: 0,
    Items: [],
    ConsumedCapacity: { TableName: "inventory", CapacityUnits: 0.5 },
  });

  expect([answer, status]).toEqual([{ items: [] }, undefined]);
});

test.each(["nonsense", "item#pastry#x#Y", "#store", `item#bread#${"x".repeat(600)}#rye`, 'item#bread#a"#"'])(
  "with %s for a cursor it has no condition, for which DynamoDB refuses it",
  (cursor) => {
    expect(render(listMenu("inventory"), {}, "store-1", cursor).answer).toEqual({ TableName: "inventory" });

    const { answer, status } = render(menuRefused, {
      __type: "com.amazon.coral.validate#ValidationException",
    });
    expect(status).toBe(400);
    expect(Problem.parse(answer)).toMatchObject({ code: "inventory.malformed_cursor" });
  },
);
