import { anOrder, type Bakery, type Customer } from "@sourdough/test-kit";

/** One order as a customer has it: a look at the menu, the order, and a look at it once it is confirmed. */
export const orderedBy = async (bakery: Bakery, customer: Customer): Promise<void> => {
  const body = anOrder();
  await customer.request("GET", `/stores/${body.storeId}/menu`);
  const orderId = await customer.place(body);
  // A page is told by its channel, so nobody asks meanwhile.
  await bakery.until(`${orderId} is confirmed`, () =>
    bakery.published.some(
      (event) => event["detail-type"] === "OrderConfirmed" && event.detail.metadata.correlationId === orderId,
    ),
  );
  await customer.order(orderId);
  await bakery.quiet();
};
