import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const screenshots = fileURLToPath(new URL("../../../.local/screenshots", import.meta.url));
const password = "croissant1";
let customers = 0;

export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};
export const dark: BrowserContextOptions = { colorScheme: "dark" };

/** What a customer does on the page, in their words. */
export const openShop = async (browser: Browser, url: string, options: BrowserContextOptions = {}) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(url);
  const email = `page-${++customers}@example.com`;

  const see = (text: string | RegExp) => page.getByText(text).filter({ visible: true }).first().waitFor();
  const press = (name: string | RegExp) =>
    page.getByRole("button", { name }).filter({ visible: true }).first().click();
  const enterAccount = async (button: string) => {
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("dialog").getByRole("button", { name: button, exact: true }).click();
  };
  return {
    page: page as Page,
    context,
    email,
    faults,
    see,
    press,
    /** The large words on top. */
    heading: (name: string) => page.getByRole("heading", { level: 1, name }).waitFor(),
    add: async (name: string, quantity = 1) => {
      await press(`Add ${name}`);
      for (let more = 1; more < quantity; more++) await press(`One more ${name}`);
    },
    pay: (card: string) => page.getByLabel(card).filter({ visible: true }).check({ force: true }),
    order: () => press(/order for €|^Order for €/i),
    signUp: () => enterAccount("Create account"),
    signIn: () => enterAccount("Sign in"),
    openBasket: () => press(/^Basket/),
    goTo: (link: string) => page.getByRole("link", { name: link, exact: true }).click(),
    /** Status, and whether it has a time. */
    timeline: () =>
      page
        .locator(".timeline li")
        .evaluateAll((stops) =>
          stops.map((stop) => [stop.getAttribute("data-status"), stop.getAttribute("data-state")].join(" ")),
        ),
    picture: async (name: string) => {
      await mkdir(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name}.png`), animations: "disabled" });
    },
    close: () => context.close(),
  };
};

export type Shop = Awaited<ReturnType<typeof openShop>>;
