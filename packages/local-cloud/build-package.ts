import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

/**
 * Makes `dist/` the folder that is published: Node strips no types below node_modules, so there are JavaScript and
 * declarations instead of sources, the pages of the console are built, and the manifest names these.
 */
const folder = import.meta.dirname;
const repo = join(folder, "../..");
const dist = join(folder, "dist");
const bin = join(repo, "node_modules/.bin");

const run = (command: string, args: readonly string[], cwd: string) => {
  const { status, error } = spawnSync(join(bin, command), args, {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (error || status !== 0) throw new Error(`${command} failed.`, { cause: error });
};

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string>>;
  readonly private?: boolean;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const built = (source: string, extension: string) =>
  source.replace(/^\.\/src\/(.*)\.ts$/, `./$1.${extension}`);

const publishedManifest = ({ private: _, devDependencies: __, ...manifest }: Manifest) => ({
  ...manifest,
  bin: Object.fromEntries(Object.entries(manifest.bin).map(([name, file]) => [name, built(file, "js")])),
  exports: Object.fromEntries(
    Object.entries(manifest.exports).map(([name, file]) => [
      name,
      file.endsWith(".ts") ? { types: built(file, "d.ts"), default: built(file, "js") } : file,
    ]),
  ),
});

const help = `Usage: npm run package -- [options]

Builds what is published of the local cloud into packages/local-cloud/dist.

  --help   this text`;

const isAskedForHelp = () => {
  try {
    return parseArgs({ options: { help: { type: "boolean", short: "h" } } }).values.help === true;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
};
if (isAskedForHelp()) {
  console.log(help);
  process.exit(0);
}

rmSync(dist, { recursive: true, force: true });
run("tsc", ["-p", join(folder, "tsconfig.package.json")], folder);
run(
  "vite",
  ["build", "--outDir", join(dist, "pages"), "--emptyOutDir", "--sourcemap", "false", "--logLevel", "warn"],
  join(repo, "packages/console"),
);
// What tsc leaves behind.
const PYTHON = "emulators/lambda/worker/python/runtime.py";
cpSync(join(folder, "src", PYTHON), join(dist, PYTHON));
const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
writeFileSync(join(dist, "package.json"), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
cpSync(join(repo, "LICENSE"), join(dist, "LICENSE"));
cpSync(join(folder, "images"), join(dist, "images"), { recursive: true });

// The documents that the README leads to come along, since nobody has the repo around the package.
const docsLink = /\]\(\.\.\/\.\.\/(docs\/[^)#]+)/g;
const readme = readFileSync(join(folder, "README.md"), "utf8");
for (const [, path] of readme.matchAll(docsLink)) cpSync(join(repo, path!), join(dist, path!));
writeFileSync(join(dist, "README.md"), readme.replaceAll(docsLink, "]($1"));
console.log(
  `${manifest.name} ${manifest.version} is in packages/local-cloud/dist: npm publish packages/local-cloud/dist`,
);
