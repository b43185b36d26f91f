// Runs before `npm start` and `npm test`, on whatever Node the machine has: plain JavaScript, no packages.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  console.error(
    `Sourdough needs Node 20 or newer, and this is Node ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}

const packagesOf = (file) => {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
};

/** npm keeps what it installed in node_modules/.package-lock.json; other platforms' optional packages are not in it. */
const isCurrent = () => {
  const wanted = packagesOf("package-lock.json");
  const installed = packagesOf("node_modules/.package-lock.json");
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, link, optional }]) =>
      !path.includes("node_modules") ||
      link ||
      (installed[path] ? installed[path].version === version : optional),
  );
};

if (!isCurrent()) {
  console.log("Installing packages (npm ci; a minute or two the first time)...");
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const { status } = spawnSync(
    npm[0],
    [...npm.slice(1), "ci", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: root,
      stdio: "inherit",
      shell: npm.length === 1,
    },
  );
  if (status !== 0) {
    console.error(
      `npm ci failed with exit code ${status}: the lines above say why. Check the connection to the npm registry and try again.`,
    );
    process.exit(1);
  }
}

const read = (file) => {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    return undefined;
  }
};

// The Node that was just installed, which runs TypeScript as it is.
const node = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
if (!existsSync(node)) {
  console.error(
    "Node 24 is a package here, which its install script puts in place, and npm ran no install scripts (ignore-scripts). Run `npm rebuild node --ignore-scripts=false`.",
  );
  process.exit(1);
}

const sst = JSON.parse(read("node_modules/sst/package.json") ?? "{}").version;
if (read(".sst/platform/version")?.trim() !== sst || !read(".sst/platform/config.d.ts")) {
  const install = join(root, "packages", "local-cloud", "src", "synth", "install-platform.ts");
  const { status } = spawnSync(node, [install], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(1);
}
