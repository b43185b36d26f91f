import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";

const repo = join(import.meta.dirname, "../../..");
const folder = join(import.meta.dirname, "..");

/** Without what `npm test` sets for its own scripts, which would send the npm of another folder back here. */
export const cleanEnvironment = () => {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$)/i.test(name));
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  return { ...Object.fromEntries(own), PATH: path };
};

const npm = (args: readonly string[], cwd: string): string =>
  execFileSync("npm", args, {
    cwd,
    env: cleanEnvironment(),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

/** The tarball that would be published. */
export const packPackage = (target: string): string => {
  execFileSync(process.execPath, [join(folder, "build-package.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const name = npm(["pack", join(folder, "dist"), "--silent", "--pack-destination", target], target);
  return join(target, name.trim());
};

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (path: string): Manifest =>
  existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Manifest) : {};

/**
 * Copies `app` to `target` and installs the tarball there. What the package and the app depend on is linked to what this
 * repo installed, so that no registry is asked, and nothing but what their manifests name is there.
 */
export const installInto = (target: string, app: string, tarball: string): void => {
  cpSync(app, target, { recursive: true, filter: (path) => !/[/\\]\.(sst|local)$/.test(path) });
  mkdirSync(join(target, ".sst"), { recursive: true });
  // The platform of SST is 330 MB, so this app borrows the repo's.
  symlinkSync(join(repo, ".sst", "platform"), join(target, ".sst", "platform"), "junction");
  const published = manifestOf(join(folder, "dist", "package.json"));
  const own = manifestOf(join(app, "package.json"));
  const searched = createRequire(join(folder, "package.json")).resolve.paths("zod") ?? [];
  const names = [
    published.dependencies,
    published.peerDependencies,
    published.optionalDependencies,
    own.dependencies,
    own.devDependencies,
  ].flatMap((some) => Object.keys(some ?? {}));
  const links = [...new Set(names)].flatMap((name) => {
    const found = searched.map((modules) => join(modules, name)).find(existsSync);
    return found ? [[name, `file:${found}`]] : [];
  });
  const dependencies = { ...Object.fromEntries(links), "sourdough-local": `file:${tarball}` };
  const manifest = { name: "installed", private: true, type: "module", dependencies };
  writeFileSync(join(target, "package.json"), JSON.stringify(manifest, null, 2));
  npm(["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"], target);
};
