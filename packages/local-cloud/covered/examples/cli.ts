import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checks } from "./checks.ts";
import { gaps } from "./gaps.ts";
import { prepareExamples } from "./prepare.ts";

const help = `Usage: npm run examples -- <folder> [options]

Boots SST's own examples, one after the other, goes the main way of each, and prints what came of it. The folder is
examples/ of a checkout of https://github.com/anomalyco/sst; they are copied to .local/examples, and what they depend on is
installed there from npm. Exit code 1 when one does not work that docs/coverage.md says works.

  --only <name>  only this one, may be repeated
  --installed    take them as they are in .local/examples from the last run
  --help         this text`;

const LIMIT_MS = 240_000;
const repo = join(import.meta.dirname, "../../../..");

const misused = (message: string): never => {
  console.error(message);
  process.exit(2);
};

const parse = () => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        only: { type: "string", multiple: true },
        installed: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    return misused(`${(error as Error).message}\n\n${help}`);
  }
};

/** Why an example does not work; undefined when it does. */
const failureOf = async (name: string, root: string): Promise<string | undefined> => {
  const child = fork(join(import.meta.dirname, "run.ts"), [name, join(root, name)], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH}` },
  });
  let printed = "";
  child.stderr!.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  let told: { failure?: string } | undefined;
  child.on("message", (message) => {
    told = message as { failure?: string };
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const [code] = await once(child, "close");
  clearTimeout(timer);
  return told ? told.failure : `It ended with ${code ?? `nothing after ${LIMIT_MS / 1000} s`}: ${printed}`;
};

const { values, positionals } = parse();
if (values.help) {
  console.log(help);
  process.exit(0);
}
const names = values.only ?? Object.keys(checks);
const unknown = names.find((name) => !checks[name]);
if (unknown !== undefined)
  misused(`${unknown} is not among those that are checked: ${gaps[unknown] ?? "it is new"}.`);
const [folder] = positionals;
if (!values.installed && (folder === undefined || !existsSync(join(folder, names[0]!))))
  misused(`The folder with SST's examples is missing, or has no ${names[0]}.\n\n${help}`);
const root = values.installed
  ? join(repo, ".local/examples")
  : prepareExamples(resolve(folder!), names, repo);

let failed = 0;
for (const name of names) {
  const started = performance.now();
  const failure = await failureOf(name, root);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${failure === undefined ? "works" : "fails"}  ${name}  ${seconds} s`);
  if (failure === undefined) continue;
  failed += 1;
  console.log(failure.replaceAll(/^/gm, "       "));
}
console.log(`${names.length - failed} of ${names.length} work.`);
process.exitCode = failed > 0 ? 1 : 0;
