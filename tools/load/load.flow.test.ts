import { type Bakery, checkInvariants, openBakery } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signInForLoad } from "./customer.ts";
import { load } from "./load.ts";

let bakery: Bakery;
beforeAll(async () => {
  bakery = await openBakery();
});
afterAll(() => bakery?.stop());

const counter = async () => {
  const { token, leave } = await signInForLoad(bakery.outputs, bakery.outputs.awsEndpoint);
  return { apiUrl: bakery.outputs.apiUrl, token, leave };
};

test("follows every order to its end, and removes the customer it made", async () => {
  const { leave, ...at } = await counter();
  const report = await load(at, { perSecond: 5, seconds: 1, patienceMs: 120_000, lookEveryMs: 200 });
  await leave();

  expect(report).toMatchObject({ sent: 5, refused: {}, ended: { CONFIRMED: 5 }, lost: [] });
  expect(report.decidedMs.p50).toBeGreaterThan(report.acceptedMs.p50);
  await bakery.quiet();
  await checkInvariants(bakery);
});

test("names what was accepted and has no answer in time", async () => {
  const { leave, ...at } = await counter();
  const report = await load(at, { perSecond: 1, seconds: 1, patienceMs: 0, lookEveryMs: 1 });
  await leave();

  expect(report.ended).toEqual({});
  expect(report.lost).toEqual([expect.stringMatching(/^ord-/)]);
});

test("counts what was refused by its status", async () => {
  const report = await load(
    { apiUrl: bakery.outputs.apiUrl, token: "nobody" },
    { perSecond: 2, seconds: 1, patienceMs: 1000, lookEveryMs: 100 },
  );
  expect(report).toMatchObject({ sent: 2, refused: { 401: 2 }, lost: [] });
});
