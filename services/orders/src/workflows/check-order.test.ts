import { createWorkflows } from "@sourdough/test-kit/emulators";
import { afterEach, expect, test } from "vitest";
import { acceptanceCases, totalOf } from "../domain/acceptance.cases.ts";
import { usualLimits } from "../domain/order-limits.ts";
import { checkOrder } from "./check-order.ts";

let stop = () => {};
afterEach(() => stop());

const number = (value: number | undefined) => (value === undefined ? undefined : { N: String(value) });

test.each(Object.entries(acceptanceCases))("%s", async (_, { lines, menu, own, reason }) => {
  const asked: unknown[] = [];
  const workflows = createWorkflows({
    dynamodb: {
      BatchGetItem: (input) => {
        asked.push(input);
        const orders = menu.map(({ sku, priceCents, listed }) => ({
          sku: { S: sku },
          priceCents: { N: String(priceCents) },
          listed: { BOOL: listed },
        }));
        return { Responses: { orders }, UnprocessedKeys: {} };
      },
      GetItem: (input) => {
        asked.push(input);
        return { Item: own && { totalCents: number(own.totalCents), pieces: number(own.pieces) } };
      },
    },
  });
  stop = workflows.stop;
  const { output } = await workflows.run(checkOrder("orders", usualLimits), {
    customerId: "ada",
    lines,
    totalCents: totalOf(lines),
  });

  expect(output).toEqual(reason ? { reason } : {});
  const skus = [...new Set(lines.map(({ sku }) => sku))];
  expect(asked).toHaveLength(2);
  expect(asked).toEqual(
    expect.arrayContaining([
      {
        RequestItems: {
          orders: {
            Keys: skus.map((sku) => ({ pk: { S: `menu#${sku}` }, sk: { S: "item" } })),
            ProjectionExpression: "sku, priceCents, listed",
          },
        },
      },
      { TableName: "orders", Key: { pk: { S: "customer#ada" }, sk: { S: "limits" } } },
    ]),
  );
});
