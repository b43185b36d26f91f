import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ListApiKeysCommand } from "@aws-sdk/client-appsync";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import {
  type Bakery,
  type Customer,
  checkInvariants,
  newOrderId,
  openBakery,
  settle,
} from "@sourdough/test-kit";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { StoredSecrets } from "../../services/payments/src/adapters/webhook-secrets.ts";
import { openOut } from "./command.ts";
import { rotate } from "./rotate.ts";
import { localTarget, type Target } from "./target.ts";

let bakery: Bakery;
let target: Target;
let ann: Customer;

beforeAll(async () => {
  bakery = await openBakery();
  target = localTarget(bakery.outputs);
  ann = await bakery.signUp();
});
afterAll(() => bakery?.stop());

const run = (kind: string, on: Target = target) =>
  rotate.run(on, { positionals: [kind], values: {} }, openOut(true));

/** A target whose command dies with the answer to its nth write; a dead one writes nothing more. */
const dyingAfter = async (writes: number) => {
  let left = writes;
  const isDead = () => left <= 0;
  const isWrite = (name: string) => /^(Create|Put|Update|Delete)/.test(name);
  const dying = <Client extends { send: (command: never) => Promise<unknown> }>(client: Client): Client =>
    new Proxy(client, {
      get: (real, property) =>
        property === "send"
          ? async (command: { constructor: { name: string } }) => {
              if (isDead()) throw new Error("killed");
              const answer = await real.send(command as never);
              if (isWrite(command.constructor.name) && --left === 0) throw new Error("killed");
              return answer;
            }
          : Reflect.get(real, property),
    });
  const provider = createServer(async (request, response) => {
    if (isDead()) return void response.destroy();
    const body: Buffer[] = [];
    for await (const part of request) body.push(part as Buffer);
    const { method = "GET", url = "", headers } = request;
    const { host: _, connection: __, ...rest } = headers as Record<string, string>;
    const answer = await fetch(`${bakery.paymentProvider.url}${url}`, {
      method,
      headers: rest,
      body: method === "POST" ? Buffer.concat(body) : undefined,
    });
    const text = await answer.text();
    if (method !== "GET" && --left === 0) return void response.destroy();
    response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  });
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void provider.close());
  return {
    ...target,
    appsync: dying(target.appsync),
    events: dying(target.events),
    ssm: dying(target.ssm),
    provider: { ...target.provider, url: `http://127.0.0.1:${(provider.address() as AddressInfo).port}` },
  };
};

/** Goes on as long as what is done meanwhile takes. */
const meanwhile = async <Result>(again: () => Promise<void>, during: () => Promise<Result>) => {
  let isOver = false;
  const going = (async () => {
    while (!isOver) await again();
  })();
  try {
    return await during();
  } finally {
    isOver = true;
    await going;
  }
};

const keys = async () => {
  const apiId = await target.shared("realtime-api-id");
  return ((await target.appsync.send(new ListApiKeysCommand({ apiId }))).apiKeys ?? []).map(({ id }) => id);
};
const publishWith = async (key: string | undefined) => {
  const body = JSON.stringify({ channel: "/orders/nobody/none", events: ['{"orderId":"none"}'] });
  const headers = { "content-type": "application/json", "x-api-key": String(key) };
  return (await fetch(bakery.outputs.realtimeHttpUrl, { method: "POST", headers, body })).status;
};

test("the key of AppSync is replaced while customers watch their orders, whenever the command dies", async () => {
  const [first] = await keys();
  const watched: string[] = [];
  const order = async () => {
    const orderId = newOrderId();
    const channel = await ann.follow(`/orders/${ann.customerId}/${orderId}`);
    await ann.place({}, orderId);
    await bakery.until("the customer sees it", () => JSON.stringify(channel.messages).includes("CONFIRMED"));
    watched.push(orderId);
    channel.close();
  };
  await meanwhile(order, async () => {
    const another = async () => {
      const before = watched.length;
      await bakery.until("another order was watched to its end", () => watched.length > before);
    };
    // After it created the key, kept it, gave it to the connection, deleted the old one.
    for (const writes of [1, 1, 2, 3])
      await expect(run("appsync-key", await dyingAfter(writes))).rejects.toThrow("killed");
    await another();
    const [second] = await keys();
    expect(await keys()).toHaveLength(1);
    expect(await publishWith(first)).toBe(401);
    expect(await publishWith(second)).toBe(200);

    await expect(run("appsync-key")).resolves.toBe(true);
    await another();
    const [third] = await keys();
    expect(await keys()).toHaveLength(1);
    expect(await publishWith(second)).toBe(401);
    expect(await publishWith(third)).toBe(200);
  });

  const refused = bakery.hops(
    ({ error, resource }) => error !== undefined && resource.includes("api-destination"),
  );
  expect(refused.map(({ error }) => error)).toEqual([]);
  const kept = await target.ssm.send(
    new GetParameterCommand({ Name: "/sourdough/local/rotated/realtime-key", WithDecryption: true }),
  );
  expect([kept.Parameter?.Value]).toEqual(await keys());
  await settle(bakery);
  await checkInvariants(bakery);
});

const secrets = async () => {
  const { Parameter } = await target.ssm.send(
    new GetParameterCommand({ Name: "/sourdough/local/rotated/webhook-secrets", WithDecryption: true }),
  );
  return StoredSecrets.parse(JSON.parse(Parameter?.Value ?? "")).map(({ secret }) => secret);
};
const tellWith = async (secret: string | undefined) => {
  const payload = JSON.stringify({
    id: "evt_of_nothing",
    type: "customer.created",
    data: { object: { object: "customer" } },
  });
  const signature = Stripe.webhooks.generateTestHeaderString({
    payload,
    secret: String(secret),
    timestamp: Math.floor(bakery.now() / 1000),
  });
  const headers = { "content-type": "application/json", "stripe-signature": signature };
  const url = `${bakery.outputs.apiUrl}/webhooks/payments`;
  return (await fetch(url, { method: "POST", headers, body: payload })).status;
};

test("the secret of the webhook is replaced while the provider tells its events, whenever the command dies", async () => {
  const [first] = await secrets();
  const told: (number | undefined)[] = [];
  // Of hops that are over for long the journal keeps no answer.
  const unsubscribe = bakery.local.journal.subscribe(({ action, durationMs, output }) => {
    if (action === "SendWebhook" && durationMs !== undefined)
      told.push((output as { status?: number } | undefined)?.status);
  });
  onTestFinished(unsubscribe);
  const refunded: string[] = [];
  const intents = async (orderId: string) =>
    (await bakery.items("payments")).find((item) => item.orderId === orderId && item.type === "Opened");
  const refund = async () => {
    const orderId = await ann.place();
    await ann.decided(orderId);
    await bakery.until("the money is taken", () => bakery.money(orderId).captured > 0);
    const payment_intent = String((await intents(orderId))?.providerReference);
    await bakery.paymentProvider.request("POST", "/v1/refunds", { payment_intent, amount: "100" });
    await bakery.until("it is known", () =>
      bakery.published.some(
        (event) =>
          event["detail-type"] === "PaymentRefunded" && event.detail.metadata.correlationId === orderId,
      ),
    );
    refunded.push(orderId);
  };
  const another = async () => {
    const before = refunded.length;
    await bakery.until("another refund is known", () => refunded.length > before);
  };
  const retired: string[] = [];
  await meanwhile(refund, async () => {
    // After it registered an endpoint, kept the secret of another, had it deliver, removed the first, removed the old one
    // and forgot its secret.
    for (const writes of [1, 2, 1, 2, 3])
      await expect(run("webhook-secret", await dyingAfter(writes))).rejects.toThrow();
    await another();
    const [second] = await secrets();
    expect(await secrets()).toHaveLength(1);
    expect(await tellWith(second)).toBe(202);
    retired.push(String(first), String(second));

    await expect(run("webhook-secret")).resolves.toBe(true);
    await another();
    expect(await secrets()).toHaveLength(1);
    expect(await tellWith((await secrets())[0])).toBe(202);
  });
  // What a function knows is a minute old at most.
  await bakery.pass(60_000);
  expect(await Promise.all(retired.map(tellWith))).toEqual([400, 400]);

  expect(told.length).toBeGreaterThanOrEqual(refunded.length);
  expect(new Set(told)).toEqual(new Set([202]));
  await settle(bakery);
  await checkInvariants(bakery);
});
