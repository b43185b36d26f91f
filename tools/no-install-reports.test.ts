import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const reporter = join(root, "node_modules/@scarf/scarf/report.js");

const run = promisify(execFile);

/** A folder with an `npm` that says at once what `npm ls` says of the app: the script waits for three seconds only. */
const quickNpm = async (app: string): Promise<string> => {
  const { stdout } = await run("npm", ["ls", "@scarf/scarf", "--json", "--long"], {
    cwd: app,
    maxBuffer: 2 ** 30,
  });
  const folder = await mkdtemp(join(tmpdir(), "npm-"));
  await writeFile(join(folder, "tree.json"), stdout);
  await writeFile(join(folder, "npm"), `#!/bin/sh\ncat "${join(folder, "tree.json")}"\n`, { mode: 0o755 });
  return folder;
};

/** What the package's install script sends, when npm runs it for an app with these settings. */
const reports = async (folder: string): Promise<{ sent: number; said: string }> => {
  let sent = 0;
  const npm = await quickNpm(folder);
  const server = createServer((request, response) => {
    sent++;
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const env = {
      ...process.env,
      PATH: `${npm}${delimiter}${process.env.PATH}`,
      INIT_CWD: folder,
      npm_execpath: "npm-cli.js",
      SCARF_LOCAL_PORT: String((server.address() as AddressInfo).port),
      SCARF_VERBOSE: "true",
      SCARF_ANALYTICS: undefined,
      DO_NOT_TRACK: undefined,
    };
    const { stdout, stderr } = await run(process.execPath, [reporter], { cwd: folder, env });
    return { sent, said: stdout + stderr };
  } finally {
    server.close();
    await rm(npm, { recursive: true });
  }
};

test.skipIf(!existsSync(reporter))("the install of this repo is reported to nobody", async () => {
  const { sent, said } = await reports(root);
  expect(said).toContain("disabled via a package.json");
  expect(sent).toBe(0);
});

test("no other install script runs than those somebody has looked at", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const scripted = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ""));
  // classic-level, which dynalite stores in, builds itself only where none of its binaries fits.
  const known = ["@scarf/scarf", "@swc/core", "classic-level", "esbuild", "node", "nx"];
  expect(new Set(scripted)).toEqual(new Set(known));
});
