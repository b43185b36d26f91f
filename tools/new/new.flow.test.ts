import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as TestKit from "@sourdough/test-kit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyRepository } from "./testing/repository-copy.ts";
import { change, isAsSaid, run, stepsOf } from "./testing/walkthrough.ts";

const repository = join(import.meta.dirname, "../..");
const steps = stepsOf(readFileSync(join(repository, "docs/grow-your-own.md"), "utf8"));

// Whoever took the walk has the service, with tests of its own, and it cannot be made again.
describe.skipIf(existsSync(join(repository, "services/loyalty")))("docs/grow-your-own.md", () => {
  let root: string;
  let bakery: TestKit.Bakery;
  beforeAll(() => {
    root = copyRepository(repository);
  });
  afterAll(async () => {
    await bakery?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  test("prints what its commands print, and its service passes every check", {
    timeout: 900_000,
  }, async () => {
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

  test("makes a service that takes an order, publishes its points and answers with them", async () => {
    // The test kit of the copy boots the copy.
    const { openBakery }: typeof TestKit = await import(
      pathToFileURL(join(root, "packages/test-kit/src/index.ts")).href
    );
    bakery = await openBakery();
    const ann = await bakery.signUp();
    const orderId = await ann.place({ lines: [{ sku: "country-loaf", quantity: 2, unitPriceCents: 620 }] });
    const earned = await bakery.until("points are earned", () =>
      bakery.published.find((event) => event["detail-type"] === "PointsEarned"),
    );

    expect(earned).toMatchObject({
      source: "sourdough.loyalty",
      detail: {
        metadata: { correlationId: orderId },
        data: { orderId, customerId: ann.customerId, points: 12 },
      },
    });
    const answer = await ann.request("GET", `/points/${orderId}`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { orderId, points: 12, recordedAt: expect.any(String) },
    ]);
    const nothing = await ann.request("GET", "/points/ord-00000000000000000000000000");
    expect([nothing.status, await nothing.json()]).toMatchObject([404, { code: "loyalty.not_found" }]);
    expect(bakery.warnings).toEqual([]);
  });
});
