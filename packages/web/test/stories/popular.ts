import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Stage } from "../stage.ts";

const head = () => ({
  version: 1,
  recordId: randomUUID(),
  storeId: "store-1",
  occurredAt: new Date().toISOString(),
});

/** What visitors do comes back as what is popular. */
export const popularStories = (stage: Stage) => {
  test("a piece in a basket is told, and is popular a minute later, without anything moving", async () => {
    const { bakery } = stage;
    const { add, page, see, violations } = await stage.member();
    const card = page.locator(".product", { hasText: "Butter croissant" });
    await see("Butter croissant");
    // What nobody scrolled to is not laid out: it is by then.
    await add("Butter croissant");
    const before = await card.boundingBox();
    // Leaving the page is what sends the rest.
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    const told = () => bakery.hops(({ service, action }) => service === "kinesis" && action === "PutRecords");
    await bakery.until("the page told", () => told().length > 0);
    const answer = await fetch(`${bakery.outputs.apiUrl}/activity`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ records: [{ ...head(), kind: "AddedToBasket", sku: "butter-croissant" }] }),
    });
    expect(answer.status).toBe(202);
    await bakery.until(
      "the badge is there",
      async () => (await card.getByText("Popular right now").count()) > 0,
      { between: () => bakery.pass(5000) },
    );

    const after = await card.boundingBox();
    expect([after?.width, after?.height]).toEqual([before?.width, before?.height]);
    expect(await violations()).toEqual([]);
  });
};
