import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as TestKit from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyRepository } from "./repository-copy.ts";
import { change, isAsSaid, run, stepsOf } from "./walkthrough.ts";

const repository = join(import.meta.dirname, "../..");
const document = readFileSync(join(repository, "docs/grow-your-own.md"), "utf8");

let root: string;
let bakery: TestKit.Bakery | undefined;
beforeAll(() => {
  root = copyRepository(repository);
});
afterAll(async () => {
  await bakery?.stop();
  rmSync(root, { recursive: true, force: true });
});

test("docs/grow-your-own.md prints what its commands print, and its service passes every check", async () => {
  const steps = stepsOf(document);
  expect(steps.filter(({ kind }) => kind === "command").length).toBeGreaterThan(6);

  for (const step of steps) {
    if (step.kind === "change") {
      change(root, step);
      continue;
    }
    const printed = await run(root, step.command);
    if (!isAsSaid(step.prints, printed))
      expect([step.command, ...printed]).toEqual([step.command, ...step.prints]);
  }
});

test("its service takes an order, publishes the points and answers with them", async () => {
  // The test kit of the copy, which boots the copy.
  const { openBakery }: typeof TestKit = await import(
    pathToFileURL(join(root, "packages/test-kit/src/index.ts")).href
  );
  bakery = await openBakery();
  const ann = await bakery.signUp();
  const orderId = await ann.place({ lines: [{ sku: "country-loaf", quantity: 2, unitPriceCents: 620 }] });
  const earned = await bakery.until("points are earned", () =>
    bakery?.published.find((event) => event["detail-type"] === "PointsEarned"),
  );

  expect(earned).toMatchObject({
    source: "sourdough.loyalty",
    detail: {
      metadata: { correlationId: orderId },
      data: { orderId, customerId: ann.customerId, points: 12 },
    },
  });
  const answer = await ann.request("GET", `/points/${orderId}`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ orderId, points: 12 });
  const nothing = await ann.request("GET", "/points/ord-00000000000000000000000000");
  expect(nothing.status).toBe(404);
  expect(await nothing.json()).toMatchObject({ code: "loyalty.not_found" });
  expect(bakery.warnings).toEqual([]);
});
