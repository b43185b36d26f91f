import { stores } from "@sourdough/events-schema/stores";
import { expect, test } from "vitest";
import type { Stage } from "../stage.ts";

const browser = "Mozilla/5.0 (X11; Linux x86_64) Chrome/153";

/** What the router does before anything of the bakery is asked. */
export const edgeStories = (stage: Stage) => {
  const visit = async (headers: Record<string, string> = {}) => {
    const answer = await fetch(stage.url("/visit"), { headers: { "user-agent": browser, ...headers } });
    const body = (await answer.json()) as { storeId?: string; variant?: string };
    return { ...body, cookies: answer.headers.getSetCookie() };
  };

  test.each([
    ["Berlin", "store-1"],
    ["Hamburg", "store-2"],
    ["Munich", "store-3"],
    ["London", "store-2"],
    ["48.2,16.37", "store-3"],
  ])("the store next to %s is %s", async (place, storeId) => {
    expect(await visit({ "x-local-location": place })).toMatchObject({ storeId });
  });

  test("nobody knows a store next to nowhere, nor believes who says where they are", async () => {
    expect((await visit()).storeId).toBeUndefined();
    const told = { "cloudfront-viewer-latitude": "48.1", "cloudfront-viewer-longitude": "11.5" };
    expect((await visit(told)).storeId).toBeUndefined();
  });

  test("the shop opens at the store nearby, and stays at the one that was chosen", async () => {
    const shop = await stage.open();
    await shop.page.getByLabel("Mitte").and(shop.page.locator(":checked")).waitFor();
    await shop.context.route("**/visit", (route) => route.fulfill({ json: { storeId: "store-3" } }));
    await shop.page.evaluate("sessionStorage.clear(); localStorage.clear()");
    await shop.page.reload();
    await shop.page.getByLabel("Glockenbach").and(shop.page.locator(":checked")).waitFor();
    await shop.page.getByLabel("Altona").check();
    await shop.page.evaluate("sessionStorage.clear()");
    await shop.page.reload();
    await shop.page.getByLabel("Altona").and(shop.page.locator(":checked")).waitFor();
  });

  test("a visitor keeps the variant that they were given, and crawlers get none", async () => {
    const first = await visit();
    expect(["counter", "sweets-first"]).toContain(first.variant);
    expect(first.cookies).toEqual([
      `menu-order=${first.variant}; Path=/; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax`,
    ]);
    for (let again = 0; again < 10; again++)
      expect((await visit({ cookie: `menu-order=${first.variant}` })).variant).toBe(first.variant);
    for (const agent of ["Mozilla/5.0 (compatible; Googlebot/2.1)", "bingbot/2.0", ""])
      expect(await visit({ "user-agent": agent })).toEqual({ cookies: [] });
  });

  test("new visitors follow the shares, which somebody changes", async () => {
    const setShares = (shares: object) => {
      const [store] = stage.bakery.local.cloud.use("keyValueStores").all();
      store?.change({ put: [{ key: "menu-order", value: JSON.stringify(shares) }], remove: [] });
      stage.bakery.advance(5_000);
    };
    setShares({ counter: 0, "sweets-first": 1 });
    expect((await visit()).variant).toBe("sweets-first");
    expect((await visit({ cookie: "menu-order=counter" })).variant).toBe("sweets-first");

    const shop = await stage.open();
    await shop.see("Butter croissant");
    const headings = await shop.page.locator(".menu-section h2").allTextContents();
    expect(headings.slice(0, 3)).toEqual(["Pastry", "Cake", "Bread"]);

    setShares({ counter: 80, "sweets-first": 20 });
    const seen = await Promise.all(Array.from({ length: 200 }, () => visit()));
    const counter = seen.filter(({ variant }) => variant === "counter").length;
    // Six standard deviations, so that chance alone fails this once in five hundred million runs.
    expect(Math.abs(counter - 160)).toBeLessThan(6 * Math.sqrt(200 * 0.8 * 0.2));
    setShares({ counter: 50, "sweets-first": 50 });
  });

  test("the pages of staff are for whoever has a session, and the way back leads there", async () => {
    const ask = async (path: string, cookie?: string) => {
      const answer = await fetch(stage.url(path), { redirect: "manual", headers: cookie ? { cookie } : {} });
      return [answer.status, answer.headers.get("location")];
    };
    const now = Math.floor(stage.bakery.now() / 1000);
    for (const page of ["/kitchen", "/office"]) {
      const away = [302, `/sign-in?to=${page}`];
      expect(await ask(page)).toEqual(away);
      expect(await ask(page, `sourdough-session=${now - 1}`)).toEqual(away);
      expect(await ask(page, "sourdough-session=x")).toEqual(away);
      expect(await ask(page, `sourdough-session=${now + 60}`)).toEqual([200, null]);
    }
    expect(await ask("/orders")).toEqual([200, null]);
    const view = "store=store-1&day=2026-11-28";
    const back = [302, "/sign-in?to=/office?store=store-1%26day=2026-11-28"];
    expect(await ask(`/office?${view}`)).toEqual(back);
    expect(await ask("/office?to=//evil.example&x=%0d%0a")).toEqual([
      302,
      "/sign-in?to=/office?to=//evil.example%26x=%0d%0a",
    ]);

    const shop = await stage.open({}, "/kitchen");
    expect(new URL(shop.page.url()).pathname).toBe("/sign-in");
    await shop.signIn({ email: "staff@sourdough.example", password: "sourdough1" });
    await shop.page.waitForURL("**/kitchen");
    await shop.see("Live");
    const [cookie] = (await shop.context.cookies()).filter(({ name }) => name === "sourdough-session");
    expect(cookie).toMatchObject({ sameSite: "Lax", path: "/" });
    await shop.press("Sign out");
    await expect
      .poll(async () => (await shop.context.cookies()).map(({ name }) => name))
      .not.toContain("sourdough-session");
  });

  test("every answer has the headers, and no page breaks its policy", async () => {
    for (const path of ["/", "/icon.svg", "/api/stores", "/kitchen", "/visit", "/assets/none.js"]) {
      const { headers } = await fetch(stage.url(path), { redirect: "manual" });
      expect(headers.get("content-security-policy"), path).toMatch(
        /^default-src 'none';.* frame-ancestors 'none'$/,
      );
      expect(headers.get("content-security-policy"), path).not.toContain("unsafe");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("strict-transport-security"), path).toBe("max-age=31536000; includeSubDomains");
      expect(headers.get("referrer-policy"), path).toBe("strict-origin-when-cross-origin");
      expect(headers.get("permissions-policy"), path).toContain("geolocation=()");
    }
    const collect = `globalThis.broken = [];
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
        globalThis.broken.push(violatedDirective + " " + blockedURI);
      });`;
    const member = await stage.member();
    const staff = [await stage.staff({}, "/kitchen"), await stage.staff({}, "/office")];
    for (const shop of [member, ...staff]) {
      await shop.context.addInitScript(collect);
      await shop.page.reload();
    }
    await member.see("Butter croissant");
    await staff[0]!.see("Live");
    await staff[1]!.page.getByRole("heading", { level: 1 }).waitFor();
    for (const { page } of [member, ...staff]) {
      await page.waitForLoadState("networkidle");
      expect(await page.evaluate("globalThis.broken")).toEqual([]);
    }
    // The test would see one.
    await member.page.evaluate(
      'document.body.insertAdjacentHTML("beforeend", "<p style=\'color: red\'>x</p>")',
    );
    await expect
      .poll(() => member.page.evaluate("globalThis.broken"))
      .toEqual([expect.stringMatching(/^style-src/)]);
    // Chromium reports it as an error of the page, which a story must not have.
    await expect.poll(() => member.faults.length).toBe(1);
    member.faults.length = 0;
  });

  test("the function is in the journal with what it costs, and where the stores are is said once", async () => {
    await visit();
    const [hop] = stage.bakery
      .hops(({ service, action }) => service === "cloudfront" && action === "Invoke")
      .slice(-1);
    expect(hop?.output).toMatchObject({ returned: { statusCode: 200 }, reads: expect.any(Number) });
    const store = [...stage.bakery.local.cloud.use("keyValueStores").all()][0]!;
    expect(JSON.parse(store.entries.get("stores") ?? "")).toEqual(
      stores.map(({ storeId, latitude, longitude }) => [storeId, latitude, longitude]),
    );
  });
};
