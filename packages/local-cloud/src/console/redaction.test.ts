import { expect, test } from "vitest";
import { createRedaction } from "./redaction.ts";

const order = {
  orderId: "1",
  customer: { email: "ada@example.com", phone: "+31612345678" },
  Item: { email: { S: "ada@example.com" } },
  note: "write to ada@example.com or +31612345678",
};

test("masks personal fields wherever they stand, and addresses in text", () => {
  expect(createRedaction(["email", "phone"]).mask(order)).toEqual({
    orderId: "1",
    customer: { email: "•••", phone: "•••" },
    Item: { email: "•••" },
    note: "write to ••• or •••",
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

const wrapped = (data: object) => ({ Type: "Notification", Message: JSON.stringify({ detail: data }) });

test("masks what stands in JSON in a text, and puts it back there", () => {
  const redaction = createRedaction(["email", "name"]);
  const original = wrapped({ name: "Ada", orderId: "1" });
  expect(redaction.mask(original)).toEqual(wrapped({ name: "•••", orderId: "1" }));
  expect(redaction.restore(wrapped({ name: "•••", orderId: "2" }), original)).toEqual(
    wrapped({ name: "Ada", orderId: "2" }),
  );
});

test.each([
  ['cut off: {"name":"Ada","age":36', 'cut off: {"name":"•••","age":36'],
  [String.raw`no JSON: {\"name\": \"Ada\"}`, String.raw`no JSON: {\"name\": \"•••\"}`],
  ["Action=Send&To=ada%40example.com&From=shop", "Action=Send&To=•••&From=shop"],
  ["Text to %2B31612345678 failed", "Text to ••• failed"],
  ["at 2026-11-23T07:30:00+01:00, +12 of 5", "at 2026-11-23T07:30:00+01:00, +12 of 5"],
])("masks in any text: %s", (text, shown) => {
  expect(createRedaction(["name", "email", "phone"]).maskText(text)).toBe(shown);
});

test("a text nested without end is masked as text", () => {
  const deep = (inner: string) => `${'{"a":'.repeat(100_000)}${inner}${"}".repeat(100_000)}`;
  const shown = createRedaction(["email"]).mask(deep('"ada@example.com"')) as string;
  expect(shown === deep('"•••"')).toBe(true);
});
