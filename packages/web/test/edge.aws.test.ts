import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";

// `sst deploy` writes what the stage's config returned; without a deployed stage there is nothing to talk to.
const stage = process.env.SOURDOUGH_STAGE;

describe.skipIf(!stage)(`the edge of stage ${stage ?? "(none: set SOURDOUGH_STAGE)"}`, () => {
  let webUrl: string;
  beforeAll(() => {
    ({ webUrl } = JSON.parse(readFileSync(".sst/outputs.json", "utf8")) as { webUrl: string });
  });
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, webUrl), { redirect: "manual", headers });

  test("knows a store nearby, and gives a variant that the cookie keeps", async () => {
    const answer = await ask("/visit", { "user-agent": "Mozilla/5.0" });
    const { storeId, variant } = (await answer.json()) as { storeId?: string; variant?: string };
    expect(storeId).toMatch(/^store-\d$/);
    const again = await ask("/visit", { "user-agent": "Mozilla/5.0", cookie: `menu-order=${variant}` });
    expect(await again.json()).toMatchObject({ variant });
    expect(answer.headers.getSetCookie()).toEqual([expect.stringContaining(`menu-order=${variant};`)]);
  });

  test("gives crawlers no variant and no cookie", async () => {
    const answer = await ask("/visit", { "user-agent": "Googlebot/2.1" });
    expect(await answer.json()).not.toHaveProperty("variant");
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test("sends to sign in whoever has no session, or one that is over", async () => {
    const past = Math.floor(Date.now() / 1000) - 1;
    for (const cookie of ["", `sourdough-session=${past}`]) {
      const { status, headers } = await ask("/kitchen", { cookie });
      expect([status, headers.get("location")]).toEqual([302, "/sign-in?to=/kitchen"]);
    }
    const view = await ask("/office?store=store-1&day=2026-11-28");
    expect(view.headers.get("location")).toBe("/sign-in?to=/office?store=store-1%26day=2026-11-28");
    expect((await ask("/kitchen", { cookie: `sourdough-session=${past + 600}` })).status).toBe(200);
  });

  test("adds the headers of security to pages, APIs and its own answers", async () => {
    for (const path of ["/", "/api/stores", "/visit", "/kitchen"]) {
      const { headers } = await ask(path);
      expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
      expect(headers.get("strict-transport-security"), path).toContain("max-age=");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    }
  });
});
