import { quiet } from "@sourdough/lambda-kit/testing";
import { expect, test } from "vitest";
import { fakeSales } from "../../test/fake-sales.ts";
import { beginning, firstVersions } from "../domain/sales-versions.ts";
import { projectSales } from "./project-sales.ts";

const orderId = "ord-01JD7Q2Z8M4V6T0K9X3C5B7N1A";
const confirmed = {
  name: "OrderConfirmed" as const,
  metadata: { eventId: "evt-01JD7Q2Z8M4V6T0K9X3C5B7N1A" },
  data: {
    orderId,
    storeId: "store-1",
    lines: [{ sku: "butter-croissant", quantity: 3, unitPriceCents: 280 }],
    currency: "EUR" as const,
    confirmedAt: "2026-11-29T07:30:00.000Z",
  },
};
const building = beginning(firstVersions, {
  begunAt: "2026-11-29T12:00:00.000Z",
  from: "2026-09-01T00:00:00.000Z",
})!;

test("counts an event once, in each version that is kept", async () => {
  const { sales, total } = fakeSales();
  await sales.replaceVersions(building);
  for (let copy = 0; copy < 3; copy += 1) await projectSales({ sales }, confirmed, undefined, quiet);

  expect(total(1)).toMatchObject({ orders: 1, pieces: 3, revenueCents: 840 });
  expect(total(2)).toEqual(total(1));
});

test("a crash between two versions leaves the second to the next delivery", async () => {
  let crashes = true;
  const { sales, counted, total } = fakeSales((version) => crashes && version === 2);
  await sales.replaceVersions(building);
  await expect(projectSales({ sales }, confirmed, undefined, quiet)).rejects.toThrow("crashed");
  expect([counted(1), counted(2)]).toEqual([[confirmed.metadata.eventId], []]);
  crashes = false;
  await projectSales({ sales }, confirmed, undefined, quiet);

  expect(total(1)).toMatchObject({ orders: 1, pieces: 3 });
  expect(total(2)).toEqual(total(1));
});

test("what a replay brings counts in the version it is for, and nowhere else", async () => {
  const { sales, counted } = fakeSales();
  await sales.replaceVersions(building);
  await projectSales({ sales }, confirmed, building.building!.replays, quiet);
  await projectSales({ sales }, confirmed, "SalesProjection-of-another-day", quiet);

  expect([counted(1), counted(2)]).toEqual([[], [confirmed.metadata.eventId]]);
});
