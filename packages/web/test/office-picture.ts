import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "./browser.ts";
import { pictureCommand } from "./picture.ts";
import { openShop } from "./shop-page.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const path = join(root, "docs/images/office.png");
/** So that it is as sharp as a README shows it. */
const look = { viewport: { width: 1440, height: 1010 }, deviceScaleFactor: 1.25, locale: "en-GB" };

const take = async (): Promise<void> => {
  const week = spawn(process.execPath, ["tools/demo/cli.ts", "--story", "week"], {
    cwd: root,
    stdio: "inherit",
  });
  const [code] = (await once(week, "close")) as [number];
  if (code !== 0) throw new Error("The story ended early, so there is nothing to see in the office yet.");

  const { webUrl } = JSON.parse(await readFile(join(root, ".local/outputs.json"), "utf8")) as {
    webUrl: string;
  };
  const browser = await launchBrowser();
  try {
    const { page, press, signIn, button, goTo } = await openShop(browser, webUrl, look);
    await press("Sign in");
    await page.getByRole("dialog").getByRole("button", { name: "Sign in" }).click();
    await signIn({ email: "staff@sourdough.example", password: "sourdough1" });
    await button("Sign out").waitFor();
    await goTo("Office");
    for (const chart of ["sales", "demand"])
      await page.locator(`#${chart} .chart-drawing svg`).first().waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    await mkdir(dirname(path), { recursive: true });
    await page.screenshot({ path, animations: "disabled" });
    console.log(`Wrote ${path}`);
  } finally {
    await browser.close();
  }
};

await pictureCommand(
  `Usage: npm run picture -w packages/web

Takes the picture of the office for the README: docs/images/office.png. A fresh npm start runs in another terminal; the
story "week" is played first, for there to be a day and the one a week before.`,
  take,
);
