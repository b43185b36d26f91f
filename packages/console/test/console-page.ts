import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { waitTimeoutMs } from "@sourdough/test-kit";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions } from "playwright-core";

const screenshots = fileURLToPath(new URL("../../../.local/screenshots", import.meta.url));
const axeSource = readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

let built = false;

export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};
export const dark: BrowserContextOptions = { colorScheme: "dark" };

/** The console in a browser of its own, at a view. */
export const openConsole = async (
  browser: Browser,
  consoleUrl: string,
  view: string,
  options: BrowserContextOptions = {},
) => {
  // The console's own policy lets no test's script in.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    bypassCSP: true,
    ...options,
  });
  context.setDefaultTimeout(waitTimeoutMs);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  // The pages are built when somebody first looks. The page shown until then reloads itself, but browsers do not
  // refresh an address with a fragment: so first the plain one.
  const arrive = async (address: string) => {
    await page.goto(address);
    await page.locator(".shell, pre").waitFor({ timeout: 2 * waitTimeoutMs });
    if (!(await page.locator(".shell").isVisible())) throw new Error(await page.locator("main").innerText());
  };
  if (!built) await arrive(consoleUrl);
  built = true;
  await arrive(`${consoleUrl}/${view}`);

  return {
    page,
    faults,
    heading: (name: string | RegExp) => page.getByRole("heading", { name }).first().waitFor(),
    press: (name: string | RegExp) =>
      page.getByRole("button", { name }).filter({ visible: true }).first().click(),
    see: (text: string | RegExp) => page.getByText(text).filter({ visible: true }).first().waitFor(),
    go: async (to: string) => {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, to);
    },
    picture: async (name: string) => {
      await mkdir(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `console-${name}.png`), animations: "disabled" });
    },
    /** Until nothing is being read any more. */
    loaded: () => page.waitForFunction(() => !document.querySelector(".skeleton, .map-waiting")),
    /** What axe finds serious or worse, in all rules or these: rule, and the first element that breaks it. */
    violations: async (rules?: string[]): Promise<string[]> => {
      if (!(await page.evaluate("'axe' in window"))) await page.evaluate(await axeSource);
      const options = { resultTypes: ["violations"], preload: false, runOnly: rules };
      const { violations } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as AxeResults;
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} (${nodes[0]?.failureSummary})`);
    },
    close: () => context.close(),
  };
};

export type ConsolePage = Awaited<ReturnType<typeof openConsole>>;
