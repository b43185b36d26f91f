import { type Bakery, type Customer, checkInvariants, openBakery, settle } from "@sourdough/test-kit";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  ann = await bakery.signUp({ phone: "+4915112345678" });
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const senders = /SendEmail|SendSms|EmailQueue|SmsQueue/;
/** Kills each sender at the operation so many times, and counts. */
const crashTimes = (times: number, operation: string, when: "before" | "after"): Map<string, number> => {
  const crashes = new Map<string, number>();
  bakery.faults.onCall((call) => {
    if (!senders.test(call.functionName) || call.operation !== operation) return undefined;
    const count = (crashes.get(call.functionName) ?? 0) + 1;
    if (count > times) return undefined;
    crashes.set(call.functionName, count);
    return when;
  });
  return crashes;
};
const twice = () => {
  bakery.faults.onDelivery(({ to }) => (senders.test(to) ? [0, 1000] : [0]));
};
const channelsOf = (orderId: string) =>
  bakery
    .letters()
    .filter(({ subject, text }) => (subject ?? text).includes(`${orderId.slice(-6)} is confirmed`))
    .map(({ kind }) => kind)
    .sort();
const sentEvents = (orderId: string) =>
  bakery.published.filter(
    ({ "detail-type": name, detail }) => name === "NotificationSent" && detail.data.orderId === orderId,
  );

test.each([
  ["before it is claimed", "PutItem", "before"],
  ["after it is claimed", "PutItem", "after"],
] as const)("sends once when a sender dies four times %s, copies or not", async (_, operation, when) => {
  twice();
  const crashes = crashTimes(4, operation, when);
  const orderId = await ann.place();
  await ann.decided(orderId);
  await bakery.until("both senders died", () => crashes.size === 2);
  await settle(bakery);

  expect([...crashes.values()]).toEqual([4, 4]);
  expect(channelsOf(orderId)).toEqual(["email", "sms"]);
  expect(sentEvents(orderId)).toHaveLength(2);
  await checkInvariants(bakery);
});

test("sends again when a sender dies before it could note that it sent, and publishes it once", async () => {
  twice();
  const crashes = crashTimes(1, "TransactWriteItems", "before");
  const orderId = await ann.place();
  await bakery.until("both senders died", () => crashes.size === 2);
  await settle(bakery);

  expect(channelsOf(orderId)).toEqual(["email", "email", "sms", "sms"]);
  expect(sentEvents(orderId)).toHaveLength(2);
  await checkInvariants(bakery);
});
