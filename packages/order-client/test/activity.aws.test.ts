import { randomUUID } from "node:crypto";
import type { DemandView } from "@sourdough/events-schema/http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StageUser, signUpOnStage, stage, stageName } from "./on-stage.ts";

describe.skipIf(!stage)(`what visitors do on stage ${stageName}`, () => {
  let clerk: StageUser;

  beforeAll(async () => {
    clerk = await signUpOnStage("clerk", "staff");
  }, 60_000);
  afterAll(() => clerk?.leave());

  const post = (body: unknown, type = "application/json") =>
    fetch(`${stage!.apiUrl}/activity`, {
      method: "POST",
      headers: { "content-type": type },
      body: JSON.stringify(body),
    });
  const viewed = (more: object = {}) => ({
    kind: "ProductViewed",
    version: 1,
    recordId: randomUUID(),
    occurredAt: new Date().toISOString(),
    storeId: "store-3",
    sku: "butter-croissant",
    ...more,
  });

  test("is held to its contract, as JSON alone", async () => {
    expect((await post({ records: [viewed({ visitorId: "somebody" })] })).status).toBe(400);
    expect((await post({ records: [viewed({ kind: "Sneezed" })] })).status).toBe(400);
    expect((await post({ records: [viewed()] }, "text/plain")).status).toBe(415);
  });

  test("becomes demand within some minutes, copies once", async () => {
    const records = [viewed(), viewed(), viewed({ kind: "AddedToBasket" })];
    const since = Date.now() - 60_000;
    for (let copy = 0; copy < 2; copy += 1) {
      const answer = await post({ records });
      expect([answer.status, await answer.json()]).toEqual([202, { received: 3 }]);
    }
    const signal = AbortSignal.timeout(300_000);
    const sums = ({ minutes }: DemandView) =>
      minutes
        .filter(({ minute }) => Date.parse(minute) >= since - 60_000)
        .flatMap(({ products }) => products.filter(({ sku }) => sku === "butter-croissant"));
    const office = await clerk.client.office();
    for await (const view of office.watchDemand("store-3", { signal })) {
      const found = sums(view);
      if (found.length === 0) continue;
      expect(found).toEqual([{ sku: "butter-croissant", viewed: 2, added: 1 }]);
      return;
    }
    throw new Error("Nothing was counted within five minutes.");
  }, 330_000);
});
