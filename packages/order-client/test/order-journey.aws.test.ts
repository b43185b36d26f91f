import { readFileSync } from "node:fs";
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOrderClient, type OrderClient } from "../src/index.ts";

// `sst deploy` writes what the stage's config returned; without a deployed stage there is nothing to talk to.
const stage = process.env.SOURDOUGH_STAGE;

interface StageOutputs {
  apiUrl: string;
  realtimeHttpUrl: string;
  userPoolId: string;
  userPoolClientId: string;
}

describe.skipIf(!stage)(`an order on stage ${stage ?? "(none: set SOURDOUGH_STAGE)"}`, () => {
  const email = `journey-${Date.now()}@example.com`;
  const password = `Journey-${Date.now()}`;
  let identity: CognitoIdentityProviderClient;
  let outputs: StageOutputs;
  let client: OrderClient;

  beforeAll(async () => {
    outputs = JSON.parse(readFileSync(".sst/outputs.json", "utf8")) as StageOutputs;
    const region = outputs.userPoolId.split("_")[0]!;
    identity = new CognitoIdentityProviderClient({ region });
    const user = { UserPoolId: outputs.userPoolId, Username: email };
    await identity.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS" }));
    await identity.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
    client = createOrderClient({
      apiUrl: outputs.apiUrl,
      realtimeUrl: outputs.realtimeHttpUrl,
      region,
      userPoolId: outputs.userPoolId,
      userPoolClientId: outputs.userPoolClientId,
    });
    await client.signIn({ email, password });
  }, 60_000);

  afterAll(() =>
    identity?.send(new AdminDeleteUserCommand({ UserPoolId: outputs.userPoolId, Username: email })),
  );

  const place = async (paymentMethodId: string) => {
    const item = (await client.menu("store-1")).find(({ onHand }) => onHand >= 3)!;
    const { orderId } = await client.placeOrder({
      storeId: "store-1",
      paymentMethodId,
      lines: [{ sku: item.sku, quantity: 3, unitPriceCents: item.priceCents }],
    });
    const seen: { status: string; sequence: number; reason?: string | undefined }[] = [];
    for await (const { status, sequence, reason } of client.watchOrder(orderId, {
      signal: AbortSignal.timeout(90_000),
    })) {
      seen.push({ status, sequence, reason });
      if (status === "CONFIRMED") break;
    }
    return seen;
  };

  test("goes PENDING, CONFIRMED live", async () => {
    expect(await place("pm_card_visa")).toEqual([
      { status: "PENDING", sequence: 1 },
      { status: "CONFIRMED", sequence: 2 },
    ]);
  }, 120_000);

  test("with a declining card ends REJECTED with the reason", async () => {
    expect((await place("pm_card_chargeDeclined")).at(-1)).toEqual({
      status: "REJECTED",
      sequence: 2,
      reason: "payment_declined",
    });
  }, 120_000);

  test("a body the contract does not know is refused with what is wrong", async () => {
    await expect(
      client.placeOrder({ storeId: "store-1", paymentMethodId: "pm_card_visa", lines: [] }),
    ).rejects.toMatchObject({ status: 400 });
  });
});
