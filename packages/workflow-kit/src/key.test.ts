import { expect, test } from "vitest";
import { attributes } from "./key.ts";

test("puts expressions where an entity's key has ids", () => {
  const key = (customerId: string, orderId: string) => ({
    pk: `customer#${customerId}`,
    sk: `${orderId}#order#`,
  });
  expect(attributes(key, "$order.customerId", "$id")).toEqual({
    pk: { S: "'customer#' & $order.customerId" },
    sk: { S: "$id & '#order#'" },
  });
});

test("writes a key without ids as it is", () => {
  expect(attributes(() => ({ pk: "stores", sk: "all" }))).toEqual({
    pk: { S: "'stores'" },
    sk: { S: "'all'" },
  });
});
