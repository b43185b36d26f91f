import { expect, test } from "vitest";

const stage = process.env.SOURDOUGH_STAGE;
/** Where `sst dev` says that the page's development server is. */
const page = process.env.SOURDOUGH_DEV_PAGE;

test.skipIf(!stage || !page)(
  `the page of sst dev ${page ?? "(none: set SOURDOUGH_STAGE and SOURDOUGH_DEV_PAGE)"} asks the stage's API`,
  async () => {
    const answer = await fetch(new URL("/api/stores", page));

    expect(answer.status).toBe(200);
    expect(await answer.json()).toHaveProperty("stores");
    // Of a function, whose stub has to hand it over: nobody signed this.
    const webhook = await fetch(new URL("/api/webhooks/payments", page), { method: "POST", body: "{}" });
    expect(webhook.status).toBe(400);
  },
);
