import {
  CollectionReminderRequested,
  type Customer,
  OrderCancelled,
  OrderConfirmed,
  OrderNotCollected,
  OrderRefunded,
  OrderRejected,
  RejectionReason,
} from "@sourdough/events-schema";
import { expect, test } from "vitest";
import { emailAbout } from "./email.ts";
import type { For, OrderOutcome } from "./notification.ts";
import { textMessageAbout } from "./text-message.ts";

type Notified = OrderOutcome & For<Customer>;

const confirmed: Notified = {
  name: "OrderConfirmed",
  data: OrderConfirmed.data.parse(OrderConfirmed.examples[0]),
};
const rejected: Notified = {
  name: "OrderRejected",
  data: OrderRejected.data.parse(OrderRejected.examples[1]),
};
const cancelled: Notified = {
  name: "OrderCancelled",
  data: OrderCancelled.data.parse(OrderCancelled.examples[1]),
};

const notCollected: Notified = {
  name: "OrderNotCollected",
  data: OrderNotCollected.data.parse(OrderNotCollected.examples[0]),
};
const reminder: Notified = {
  name: "CollectionReminderRequested",
  data: CollectionReminderRequested.data.parse(CollectionReminderRequested.examples[0]),
};

const refunded: Notified = {
  name: "OrderRefunded",
  data: OrderRefunded.data.parse(OrderRefunded.examples[1]),
};

test("writes what was ordered and what it costs", () => {
  const email = emailAbout(confirmed);

  expect(email.to).toBe("ada@example.com");
  expect(email.subject).toBe("Your order 5B7N1A is confirmed");
  expect(email.text).toBe(
    [
      "Thank you! Your order is confirmed, and the oven is on.",
      "3 × Butter croissant: €8.40\nTotal: €8.40",
      "We charge €8.40 to your card.",
      "Order 5B7N1A · Sourdough",
    ].join("\n\n"),
  );
  expect(email.html).toContain("3 × Butter croissant</td>");
});

test("sends text messages to those who gave a phone number", () => {
  expect(textMessageAbout(rejected)).toEqual({
    to: "+4915112345678",
    text: "Sourdough: We cannot make your order 9A1B3C. Nothing was charged.",
  });
  expect(textMessageAbout(confirmed)).toBeUndefined();
});

test.each([confirmed, rejected, cancelled, notCollected, reminder, refunded])(
  "keeps to one text message of 160 characters: $name",
  (outcome) => {
    const customer = { ...outcome.data.customer, phone: "+4915112345678" };
    const message = textMessageAbout({ ...outcome, data: { ...outcome.data, customer } } as Notified);

    expect(message?.text.length).toBeLessThanOrEqual(160);
  },
);

test.each(RejectionReason.options)("says in plain words why: %s", (reason) => {
  const { text } = emailAbout({ ...rejected, data: { ...rejected.data, reason } } as Notified);

  expect(text).toMatch(/because .+\.\n\nNothing was charged\./s);
  expect(text).not.toContain("_");
});

test("says why an order was cancelled that its customer wanted", () => {
  const unpaid: Notified = {
    name: "OrderCancelled",
    data: OrderCancelled.data.parse(OrderCancelled.examples[2]),
  };

  expect(emailAbout(unpaid).text).toMatch(/your bank no longer keeps the money.+\n\nNothing was charged\./s);
  expect(
    textMessageAbout({
      ...unpaid,
      data: { ...unpaid.data, customer: { ...unpaid.data.customer, phone: "+49151" } },
    })?.text,
  ).toBe("Sourdough: Your order 5B7N1A is cancelled. Nothing was charged.");
});

test("says where the money of a cancelled order is", () => {
  expect(emailAbout(cancelled).text).toContain("If €13.00 was charged already, it is on its way back");
});

test("says where the money is of an order that nobody collected", () => {
  expect(emailAbout(notCollected).text).toContain("the €8.40 stay charged");
  const unpaid = { ...notCollected, data: { ...notCollected.data, unpaid: true } } as Notified;
  expect(emailAbout(unpaid).text).toContain("Nothing was charged.");
});

test("reminds of a bag on the counter, and of what is to be paid there", () => {
  expect(emailAbout(reminder).text).toContain("It is paid");
  const unpaid = { ...reminder, data: { ...reminder.data, unpaid: true } } as Notified;
  expect(emailAbout(unpaid).text).toContain("Please pay €8.40 at the counter.");
});

test("says what was given back, this time and in all", () => {
  expect(emailAbout(refunded)).toMatchObject({
    subject: "We gave back €10.00 of your order 9A1B3C",
    text: expect.stringMatching(/€10\.00 are on their way .+ makes €13\.00/s),
  });
  const first = { ...refunded, data: OrderRefunded.data.parse(OrderRefunded.examples[0]) } as Notified;
  expect(emailAbout(first).text).not.toContain("before");
});
