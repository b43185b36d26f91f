import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

interface Manifest {
  name?: string;
  workspaces?: unknown;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const skipped = /(^|\/)(node_modules|\.sst|\.local)$/;
const write = (file: string, value: object) => writeFileSync(file, JSON.stringify(value, null, 2));

/** In a checkout, examples use the SDK beside them; published, it is this package. */
const withPublished = (dependencies: Record<string, string> = {}, sst: string) =>
  Object.fromEntries(
    Object.entries(dependencies).map(([name, version]) => [name, /sdk\/js$/.test(version) ? sst : version]),
  );

const copyExample = (from: string, to: string, name: string, sst: string) => {
  cpSync(from, to, { recursive: true, filter: (path) => !skipped.test(path) });
  for (const path of readdirSync(to, { recursive: true, encoding: "utf8" })) {
    if (!/(^|\/)package\.json$/.test(path)) continue;
    const file = join(to, path);
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    manifest.dependencies = withPublished(manifest.dependencies, sst);
    manifest.devDependencies = withPublished(manifest.devDependencies, sst);
    if (path === "package.json") manifest.name = name;
    write(file, manifest);
  }
};

/**
 * Copies examples out of a checkout of SST, installs what they depend on for all of them, and lets them borrow the
 * platform in `.sst` of `repo`. Returns the folder that has a folder for each.
 */
export const prepareExamples = (checkout: string, names: readonly string[], repo: string): string => {
  const root = join(repo, ".local", "examples");
  const sst = (
    JSON.parse(readFileSync(join(repo, "node_modules/sst/package.json"), "utf8")) as { version: string }
  ).version;
  mkdirSync(root, { recursive: true });
  for (const name of names) {
    const folder = join(root, name);
    rmSync(folder, { recursive: true, force: true });
    copyExample(join(checkout, name), folder, name, sst);
    symlinkSync(join(repo, ".sst"), join(folder, ".sst"), "junction");
  }
  write(join(root, "package.json"), {
    private: true,
    workspaces: names.filter((name) => existsSync(join(root, name, "package.json"))),
    // What a checkout of SST has for all of them.
    dependencies: { sst, pnpm: "*", valibot: "^1.0.0" },
  });
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return root;
};
