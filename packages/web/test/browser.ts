import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium, { inflate } from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

const local = fileURLToPath(new URL("../../../.local", import.meta.url));
const packageFolder = fileURLToPath(new URL("..", import.meta.resolve("@sparticuz/chromium")));

/** Unpacks the Chromium of the npm package once for all runs; the folder appears complete or not at all. */
const unpack = async (): Promise<string> => {
  const { version } = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8")) as {
    version: string;
  };
  const folder = join(local, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(local, { recursive: true });
  const staging = await mkdtemp(join(local, "chromium-"));
  const { TMPDIR } = process.env;
  try {
    // It unpacks where temporary files go.
    process.env.TMPDIR = staging;
    await Promise.all([chromium.executablePath(), inflate(join(packageFolder, "bin", "al2023.tar.br"))]);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  await writeFile(
    join(staging, "fonts.conf"),
    `<fontconfig><dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`,
  );
  await rename(staging, folder).catch(() => rm(staging, { recursive: true, force: true }));
  return folder;
};

/** A real Chromium, from npm packages alone. */
export const launchBrowser = async (): Promise<Browser> => {
  const folder = await unpack();
  const launch = (env: Record<string, string>) =>
    playwright.launch({
      executablePath: join(folder, "chromium"),
      args: ["--headless=shell", "--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
      env: { ...process.env, FONTCONFIG_FILE: join(folder, "fonts.conf"), ...env },
    });
  try {
    return await launch({});
  } catch {
    // Bare containers lack NSS and others; the package carries those of Amazon Linux.
    return await launch({ LD_LIBRARY_PATH: join(folder, "al2023", "lib") });
  }
};
