import { bakery as menu } from "@sourdough/inventory/src/menu/bakery.ts";
import { type Bakery, openBakery } from "@sourdough/test-kit";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launchBrowser } from "./browser.ts";
import { measureFirstView } from "./first-view.ts";
import { openShop, type Shop } from "./shop-page.ts";

type Stored = Exclude<BrowserContextOptions["storageState"], string | undefined>;

/** As welcomed by infra/identity.ts. */
const staffAccount = { email: "staff@sourdough.example", password: "sourdough1" };

/** One bakery and one browser for all stories of a file; what a story opens is closed after it. */
export const setStage = () => {
  let bakery: Bakery;
  let browser: Browser;
  let signedIn: { member: Stored; staff: Stored };
  let opened: Shop[] = [];

  const open = async (options: BrowserContextOptions = {}, path = "") => {
    const shop = await openShop(browser, `${bakery.outputs.webUrl}${path}`, options);
    opened.push(shop);
    return shop;
  };
  const signIn = async (how: (shop: Shop) => Promise<void>) => {
    const shop = await open();
    await shop.press("Sign in");
    await how(shop);
    await shop.button("Sign out").waitFor();
    return shop.context.storageState();
  };

  beforeAll(async () => {
    [bakery, browser] = await Promise.all([openBakery(), launchBrowser()]);
    await Promise.all([bakery.deliver(menu), bakery.sitesReady()]);
    const [member, staff] = await Promise.all([
      signIn(({ signUp }) => signUp()),
      signIn(async ({ page, signIn: enter }) => {
        await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
        await enter(staffAccount);
      }),
    ]);
    signedIn = { member, staff };
  });
  afterEach(async () => {
    bakery.faults.clear();
    const closing = opened;
    opened = [];
    await Promise.all(closing.map(({ close }) => close()));
    expect(closing.flatMap(({ faults }) => faults)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await bakery?.stop();
  });

  return {
    get bakery() {
      return bakery;
    },
    /** Somebody who was never here. */
    open,
    /** A customer who signed up before. */
    member: (options: BrowserContextOptions = {}, path = "") =>
      open({ storageState: signedIn.member, ...options }, path),
    staff: (options: BrowserContextOptions = {}, path = "/kitchen") =>
      open({ storageState: signedIn.staff, ...options }, path),
    /** What somebody waits for who opens the shop for the first time. */
    firstView: () => measureFirstView(browser, bakery.outputs.webUrl),
    url: (path: string) => `${bakery.outputs.webUrl}${path}`,
  };
};

export type Stage = ReturnType<typeof setStage>;
