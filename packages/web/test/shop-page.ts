import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { waitTimeoutMs } from "@sourdough/test-kit";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";
import { expect } from "vitest";

const screenshots = fileURLToPath(new URL("../../../.local/screenshots", import.meta.url));
const axeSource = readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const password = "croissant1";
let customers = 0;

export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};
export const dark: BrowserContextOptions = { colorScheme: "dark" };
export const wide: BrowserContextOptions = { viewport: { width: 1920, height: 1080 } };

/** What somebody does on the page, in their words. */
export const openTab = async (context: BrowserContext, url: string) => {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on(
    "console",
    (message) => /Content Security Policy/i.test(message.text()) && faults.push(message.text()),
  );
  await page.goto(url);
  const email = `page-${++customers}@example.com`;

  const visible = (text: string | RegExp) => page.getByText(text).filter({ visible: true }).first();
  const see = (text: string | RegExp) => visible(text).waitFor();
  const button = (name: string | RegExp) =>
    page.getByRole("button", { name }).filter({ visible: true }).first();
  const press = (name: string | RegExp) => button(name).click();
  const enterAccount = async (name: string, account = { email, password }) => {
    await page.getByLabel("E-mail address").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  };
  return {
    page,
    context,
    faults,
    see,
    button,
    press,
    /** The large words on top. */
    heading: (name: string) => page.getByRole("heading", { level: 1, name }).waitFor(),
    /** Sees it while the page's own timers fly: nobody waits for pauses between tries. Needs `page.clock`. */
    seeInNoTime: (text: string | RegExp) =>
      expect
        .poll(
          async () => {
            await page.clock.fastForward(2_000);
            return visible(text).isVisible();
          },
          { message: `to see ${text}` },
        )
        .toBe(true),
    add: async (name: string, quantity = 1) => {
      await press(`Add ${name}`);
      for (let more = 1; more < quantity; more++) await press(`One more ${name}`);
    },
    pay: (card: string) => page.getByLabel(card).filter({ visible: true }).check(),
    order: () => press(/order for €/i),
    signUp: (account?: { email: string; password: string }) => enterAccount("Create account", account),
    signIn: (account?: { email: string; password: string }) => enterAccount("Sign in", account),
    openBasket: () => press(/^Basket/),
    goTo: (link: string) => page.getByRole("link", { name: link, exact: true }).click(),
    orderId: () => page.url().split("/").at(-1)!,
    /** Status, and whether it is done, now, or next. */
    timeline: () =>
      page
        .locator(".timeline li")
        .evaluateAll((stops) =>
          stops.map((stop) => [stop.getAttribute("data-status"), stop.getAttribute("data-state")].join(" ")),
        ),
    picture: async (name: string, options = {}) => {
      await mkdir(screenshots, { recursive: true });
      const path = join(screenshots, `${name}.png`);
      await page.screenshot({ path, animations: "disabled", ...options });
    },
    /** What axe finds serious or worse: rule, and the first element that breaks it. */
    violations: async (): Promise<string[]> => {
      await page.evaluate(await axeSource);
      const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults;
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} (${nodes[0]?.failureSummary})`);
    },
    anotherTab: (at: string) => openTab(context, at),
    close: () => context.close(),
  };
};

export const openShop = async (browser: Browser, url: string, options: BrowserContextOptions = {}) => {
  // Who wants less motion gets the same page without the waiting.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 1000 },
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(waitTimeoutMs);
  return openTab(context, url);
};

export type Shop = Awaited<ReturnType<typeof openTab>>;
