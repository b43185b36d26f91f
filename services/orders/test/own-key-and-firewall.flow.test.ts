import {
  anOrder,
  type Bakery,
  type Customer,
  checkInvariants,
  newOrderId,
  openBakery,
  settle,
} from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";

let bakery: Bakery;
let ann: Customer;
let baker: Customer;

beforeAll(async () => {
  bakery = await openBakery({ settings: { DATA_KEY: "own", FIREWALL: "on" } });
  ann = await bakery.signUp({ phone: "+4915112345678" });
  baker = await bakery.signUp({ group: "staff" });
});
afterAll(() => bakery?.stop());

const addresses = { ann: "203.0.113.7", crowd: "203.0.113.8" };
const from = (address: string) => ({ "x-forwarded-for": address });
const resources = (type: string) => bakery.local.graph.resources.filter((resource) => resource.type === type);

/** What a key of the account's own may be for, and where a resource of it says so. */
const kept: [type: string, read: (inputs: Record<string, unknown>) => unknown][] = [
  ["aws:sqs/queue:Queue", ({ kmsMasterKeyId }) => kmsMasterKeyId],
  ["aws:sns/topic:Topic", ({ kmsMasterKeyId }) => kmsMasterKeyId],
  ["aws:kinesis/stream:Stream", ({ kmsKeyId }) => kmsKeyId],
  [
    "aws:dynamodb/table:Table",
    ({ serverSideEncryption }) => (serverSideEncryption as { kmsKeyArn?: string } | undefined)?.kmsKeyArn,
  ],
  [
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    ({ rules }) => (rules as Rule[])[0]?.applyServerSideEncryptionByDefault.kmsMasterKeyId,
  ],
];
interface Rule {
  applyServerSideEncryptionByDefault: { kmsMasterKeyId?: string };
}

/** An order from the request to the counter, by a customer whose requests come from an address of their own. */
const travel = async () => {
  const orderId = newOrderId();
  const messages = await ann.follow(`/orders/${ann.customerId}/${orderId}`);
  const placed = await ann.request("PUT", `/orders/${orderId}`, anOrder(), from(addresses.ann));
  expect(placed.status).toBe(202);
  await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  const packed = await baker.request("POST", `/orders/${orderId}/ready`);
  expect(packed.status).toBe(200);
  const answer = await ann.request("GET", `/orders/${orderId}`, undefined, from(addresses.ann));
  await expect(answer.json()).resolves.toMatchObject({ orderId, status: "READY", sequence: 3 });
  await bakery.until("the customer sees it on the channel", () => messages.messages.length >= 3);
  messages.close();
  for (const kind of ["email", "sms"])
    await bakery.until(`${kind} about ${orderId}`, () =>
      bakery
        .letters()
        .some((one) => one.kind === kind && `${one.subject ?? ""} ${one.text}`.includes(orderId.slice(-6))),
    );
};

test.each(kept)("each %s has the key of the account", (type, read) => {
  const [key] = resources("aws:kms/key:Key");
  const found = resources(type);

  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(({ inputs }) => read(inputs) !== key?.outputs.arn).map(({ name }) => name)).toEqual([]);
});

test("an order is placed, confirmed and packed with a key of one's own and behind the firewall", async () => {
  await travel();
  await settle(bakery);
  await checkInvariants(bakery);
});

test("who sends too many requests is refused for a while, and the customer is not", async () => {
  const [acl] = resources("aws:wafv2/webAcl:WebAcl");
  const rules = acl?.inputs.rules as { statement: { rateBasedStatement?: { limit: number } } }[];
  const limit = rules[0]?.statement.rateBasedStatement?.limit ?? 0;
  const ask = async () => {
    const response = await fetch(`${bakery.outputs.apiUrl}/orders`, { headers: from(addresses.crowd) });
    return {
      status: response.status,
      wait: response.headers.get("retry-after"),
      text: await response.text(),
    };
  };
  const statuses = new Set<number>();
  for (let asked = 0; asked < limit; asked += 50)
    for (const { status } of await Promise.all(Array.from({ length: 50 }, ask))) statuses.add(status);

  // Without a token they are let in no further, but the firewall lets them as far as that.
  expect([...statuses]).toEqual([401]);
  const refused = await ask();
  expect(refused).toMatchObject({ status: 429, wait: "60" });
  expect(JSON.parse(refused.text)).toMatchObject({ status: 429, code: "too_many_requests" });
  await travel();

  await bakery.pass(301_000);
  expect((await ask()).status).toBe(401);
  await settle(bakery);
  await checkInvariants(bakery);
});
