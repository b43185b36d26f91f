// Runs before `npm start` and `npm test`, on whatever Node the machine has: plain JavaScript, no packages.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  console.error(`Sourdough needs Node 20 or newer, and this is Node ${process.versions.node}. Install a newer one from https://nodejs.org.`);
  process.exit(1);
}

const lock = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
const stamp = join(root, "node_modules", ".sourdough-installed");
const installed = existsSync(stamp) && readFileSync(stamp, "utf8") === lock;
if (!installed) {
  console.log("Installing packages (npm ci; a minute or two the first time)...");
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const { status } = spawnSync(npm[0], [...npm.slice(1), "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: npm.length === 1,
  });
  if (status !== 0) {
    console.error(`npm ci failed with exit code ${status}: the lines above say why. Check the connection to the npm registry and try again.`);
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}
