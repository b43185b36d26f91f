import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "@sourdough/web/test/browser.ts";
import { pictureCommand } from "@sourdough/web/test/picture.ts";
import { startLocalCloud } from "sourdough-local";
import { openConsole } from "./console-page.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const path = join(root, "packages/local-cloud/images/map.png");
const notes = 12;

const take = async (): Promise<void> => {
  const cloud = await startLocalCloud({
    root: join(root, "packages/local-cloud/test/any-app"),
    ports: { web: 0, aws: 0, console: 0 },
    watch: false,
  });
  const browser = await launchBrowser();
  try {
    const { page } = await openConsole(browser, cloud.outputs.consoleUrl, "#/map", {
      viewport: { width: 1440, height: 760 },
    });
    await page.locator(".card").first().waitFor();
    const write = (number: number) =>
      fetch(`${cloud.outputs.api}notes`, { method: "POST", body: JSON.stringify({ id: `note-${number}` }) });
    await write(0);
    await cloud.journal.waitFor(({ action, error }) => action === "Run" && !error, { timeoutMs: 60_000 });
    await Promise.all(Array.from({ length: notes }, (_, number) => write(number + 1)));
    await mkdir(dirname(path), { recursive: true });
    await page.screenshot({ path });
    console.log(`Wrote ${path}`);
  } finally {
    await browser.close();
    await cloud.stop();
  }
};

await pictureCommand(
  `Usage: npm run picture:foreign -w packages/console

Takes the picture of the map for the local cloud's README, of an app that has nothing in common with the bakery:
packages/local-cloud/images/map.png.`,
  take,
);
