import {
  type Bakery,
  checkInvariants,
  deployAnew,
  fulfilmentsOf,
  openBakery,
  settle,
} from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";

let bakery: Bakery;

beforeAll(async () => {
  bakery = await openBakery({ fulfilment: "durable-function", watch: true });
});
afterAll(() => bakery?.stop());

test.each(["StockReserved", "PaymentAuthorized"])(
  "an order whose fulfilment waits for %s is confirmed after a deployment, and so is the next one",
  async (awaited) => {
    const ann = await bakery.signUp();
    bakery.faults.onDelivery(({ service, to, payload }) =>
      service === "events" && to.includes("ResumeFulfilment") && String(payload).includes(`"${awaited}"`)
        ? [60_000]
        : [0],
    );
    const orderId = await ann.place();
    await bakery.until(`${awaited} of ${orderId}`, () =>
      bakery.published.some(
        (event) => event["detail-type"] === awaited && event.detail.metadata.correlationId === orderId,
      ),
    );
    await bakery.quiet();
    await expect(ann.order(orderId)).resolves.toMatchObject({ status: "PENDING" });

    await deployAnew(bakery, "FulfilOrder", "services/orders/src/use-cases/fulfil-order.ts");
    bakery.faults.clear();
    const next = await ann.place();
    await bakery.pass(61_000);

    for (const each of [orderId, next])
      await expect(ann.decided(each)).resolves.toMatchObject({ status: "CONFIRMED", sequence: 2 });
    await settle(bakery);
    const ended = (await fulfilmentsOf(bakery)).filter(({ name }) => [orderId, next].includes(name));
    expect(ended.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
    await checkInvariants(bakery);
  },
);
