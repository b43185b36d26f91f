import { StoresView } from "@sourdough/events-schema/http";
import { expect, test } from "vitest";
import { render } from "../../test/render.ts";
import { listStores, storesAnswer } from "./list-stores.ts";

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
