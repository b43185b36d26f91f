import { expect, test } from "vitest";
import { acceptanceCases, totalOf } from "../domain/acceptance.cases.ts";
import { checkOrder } from "./check-order.ts";

test.each(Object.entries(acceptanceCases))("%s", async (_, { lines, menu, own = {}, reason }) => {
  const asked: string[][] = [];
  const found = await checkOrder(
    {
      items: async (skus) => {
        asked.push([...skus]);
        return menu.filter(({ sku }) => skus.includes(sku));
      },
      limitsOf: async (customerId) => (customerId === "ada" ? own : {}),
    },
    { customerId: "ada", lines, totalCents: totalOf(lines) },
  );

  expect(found).toBe(reason);
  expect(asked).toEqual([[...new Set(lines.map(({ sku }) => sku))]]);
});
