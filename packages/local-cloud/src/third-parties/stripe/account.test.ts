import { expect, test } from "vitest";
import { createLives } from "../../testing/restart.ts";
import { createAccount } from "./account.ts";
import { createLedger } from "./ledger.ts";
import type { Charge, PaymentIntent } from "./payment-intent.ts";
import { testMethods } from "./test-methods.ts";

const many = 1_200;
const method = { id: "pm_1", testMethod: testMethods.pm_card_visa! };

const intentOf = (number: number): PaymentIntent => ({
  id: `pi_${number}`,
  clientSecret: "secret",
  created: number,
  amount: 100,
  currency: "eur",
  captureMethod: "automatic",
  confirmationMethod: "automatic",
  description: null,
  receiptEmail: null,
  statementDescriptor: null,
  statementDescriptorSuffix: null,
  redirects: "never",
  allowedTypes: null,
  metadata: { orderId: `ord-${number}` },
  status: "succeeded",
  amountReceived: 100,
});
const chargeOf = (id: string): Charge => ({
  id,
  created: 1,
  amount: 100,
  method,
  amountCaptured: 100,
  amountRefunded: 0,
  captured: true,
  disputed: false,
  refundable: true,
});

const pay = (account: ReturnType<typeof createAccount>, number: number, ...charges: Charge[]) => {
  const intent = intentOf(number);
  account.add(intent);
  for (const charge of charges) {
    account.addCharge(intent, charge);
    account.changed(intent);
  }
  return intent;
};

test("finds all of very many payments, in their order, and one of each for all who change it", async () => {
  const live = createLives();
  const { state } = await live();
  const account = createAccount(state);
  const first = pay(account, 0, chargeOf("ch_0"));
  const twice = pay(account, 1, chargeOf("ch_1_failed"), chargeOf("ch_1"));
  const refunded = pay(account, 2, chargeOf("ch_2"));
  const refund = {
    id: "re_1",
    created: 1,
    amount: 10,
    reason: null,
    metadata: {},
    charge: "ch_2",
    intent: refunded,
  };
  account.addRefund(refund);
  for (let number = 3; number < many; number++) pay(account, number, chargeOf(`ch_${number}`));

  const found = account.intent("pi_0");
  expect(found).not.toBe(first);
  expect(found).toEqual(first);
  expect(account.findCharge("ch_0")!.intent).toBe(found);
  expect(account.charge("ch_5").intent).toBe(account.intent("pi_5"));
  found.metadata = { orderId: "changed" };
  account.changed(found);
  expect(account.intent("pi_0")).toBe(found);

  expect(account.intent("pi_1")).toBe(twice);
  expect(account.charge("ch_1_failed").intent).toBe(twice);
  expect(account.intent("pi_2")).toBe(refunded);

  const ids = Array.from({ length: many }, (_, number) => `pi_${number}`);
  const listed = account.intents();
  expect(listed.map(({ id }) => id)).toEqual(ids.toReversed());
  expect(listed.at(-1)!.metadata).toEqual({ orderId: "changed" });
  expect(account.charges()).toHaveLength(many + 1);

  const again = createAccount((await live()).state);
  expect(again.intents()).toEqual(listed);
  expect(again.charges()).toEqual(account.charges());
  expect(again.refundOf("re_1").intent).toBe(again.intent("pi_2"));
});

test("counts the money of very many payments, and goes on counting", async () => {
  const live = createLives();
  const entry = {
    kind: "captured",
    amount: 1,
    metadata: {},
    paymentIntent: "pi_1",
    currency: "eur",
  } as const;
  const ledger = createLedger((await live()).state, () => 1);
  for (let number = 0; number < 2 * many; number++) ledger.add(entry);
  expect(ledger.money({}).captured).toBe(2 * many);

  const again = createLedger((await live()).state, () => 2);
  again.add(entry);
  expect(again.entries().map(({ at }) => at)).toEqual([...Array(2 * many).fill(1), 2]);
});
