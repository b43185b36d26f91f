import { expect, test } from "vitest";
import { createRedaction } from "./redaction.ts";

const order = {
  orderId: "1",
  customer: { email: "ada@example.com", phone: "+31612345678" },
  Item: { email: { S: "ada@example.com" } },
  note: "write to ada@example.com",
};

test("masks personal fields wherever they stand, and addresses in text", () => {
  expect(createRedaction(["email", "phone"]).mask(order)).toEqual({
    orderId: "1",
    customer: { email: "•••", phone: "•••" },
    Item: { email: "•••" },
    note: "write to •••",
  });
});

test("an app that marks nothing sees everything, but for secrets", () => {
  const redaction = createRedaction([]);
  expect(redaction.mask(order)).toEqual(order);
  expect(redaction.mask({ Username: "ada", Password: "secret" })).toEqual({
    Username: "ada",
    Password: "•••",
  });
});

test("puts back what was masked when the rest is edited", () => {
  const redaction = createRedaction(["email"]);
  const shown = redaction.mask(order) as typeof order;
  const edited = { ...shown, orderId: "2", customer: { ...shown.customer, phone: "+31600000000" } };
  expect(redaction.restore(edited, order)).toEqual({
    ...order,
    orderId: "2",
    customer: { email: "ada@example.com", phone: "+31600000000" },
  });
});
