import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "@sourdough/web/test/browser.ts";
import { pictureCommand } from "@sourdough/web/test/picture.ts";
import { openConsole } from "./console-page.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const path = join(root, "docs/images/map.png");
/** So that it is as sharp as a README shows it, and below 300 KB. */
const viewport = { width: 1600, height: 1000 };
const afterOrders = 40;

const take = async (): Promise<void> => {
  const { consoleUrl } = JSON.parse(await readFile(join(root, ".local/outputs.json"), "utf8")) as {
    consoleUrl: string;
  };
  const browser = await launchBrowser();
  const { page } = await openConsole(browser, consoleUrl, "#/map", { viewport });
  await page.locator(".card").first().waitFor();

  const morning = spawn(
    process.execPath,
    ["tools/demo/cli.ts", "--orders", String(afterOrders * 2), "--seconds", "16"],
    {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const ended = once(morning, "close");
  let orders = 0;
  for await (const line of createInterface(morning.stdout)) {
    if (!line.includes(" ord-") || ++orders !== afterOrders) continue;
    await mkdir(dirname(path), { recursive: true });
    await page.screenshot({ path });
    console.log(`Wrote ${path}`);
  }
  await ended;
  await browser.close();
  if (orders < afterOrders)
    throw new Error(`The morning ended after ${orders} orders, before the picture was taken.`);
};

await pictureCommand(
  `Usage: npm run picture -w packages/console

Takes the picture of the map for the README while a busy morning goes on: docs/images/map.png. npm start runs in another
terminal.`,
  take,
);
