import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";

const repo = join(import.meta.dirname, "../../..");
const cli = join(import.meta.dirname, "../src/cli.ts");

export interface AppExtras {
  /** Beside the provider aws. */
  readonly providers?: Readonly<Record<string, string>>;
  /** Text of more files, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A folder with an app whose config runs `body`; it borrows the repo's installed packages and platform of SST. */
export const appFolder = (name: string, body: string, { providers, files = {} }: AppExtras = {}): string => {
  const folder = join(repo, ".local", "apps", name);
  mkdirSync(folder, { recursive: true });
  for (const borrowed of ["node_modules", ".sst"])
    if (!existsSync(join(folder, borrowed)))
      symlinkSync(join(repo, borrowed), join(folder, borrowed), "junction");
  const contents = { "package.json": JSON.stringify({ name, private: true, type: "module" }), ...files };
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const all = { aws: { version: "7.20.0", region: "eu-west-1" }, ...providers };
  writeFileSync(
    join(folder, "sst.config.ts"),
    `export default $config({
      app: () => ({ name: "${name}", home: "aws", providers: ${JSON.stringify(all)} }),
      async run() { ${body} },
    });`,
  );
  return folder;
};

/** `sourdough-local <args>` in a process of its own. */
export interface CommandLine {
  readonly child: ChildProcess;
  /** Everything printed so far, without colours. */
  output(): string;
  /** Resolves once the ready line is printed, with its URLs; rejects when the process ends before. */
  readonly ready: Promise<string[]>;
  /** Exit code and what was printed to standard error. */
  readonly ended: Promise<{ code: number | null; stderr: string }>;
  /** Command lines of every process that was started by it, by their environment, and still runs. */
  left(): string[];
}

/** How a command line is started; by default from the sources, in the folder of this repo. */
interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

const fromSources: Program = { command: process.execPath, args: [cli], cwd: repo };

export const commandLine = (
  args: string[],
  env: NodeJS.ProcessEnv = {},
  program: Program = fromSources,
): CommandLine => {
  const mark = `LOCAL_CLOUD_TEST=${randomUUID()}`;
  const [name = "", value = ""] = mark.split("=");
  const child = spawn(program.command, [...program.args, ...args], {
    cwd: program.cwd,
    // A group of its own, as a terminal gives it, which Ctrl-C reaches as a whole.
    detached: program !== fromSources,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "", [name]: value, ...env },
  });
  let stdout = "";
  let stderr = "";
  const { promise: ready, resolve, reject } = Promise.withResolvers<string[]>();
  ready.catch(() => {});
  child.stdout.on("data", (text: Buffer) => {
    stdout += text;
    const line = /Ready in .*/.exec(stdout)?.[0];
    if (line) resolve(line.match(/http:\/\/[\d.:]+/g) ?? []);
  });
  child.stderr.on("data", (text: Buffer) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((done) => {
    child.once("close", (code) => {
      reject(new Error(`It ended with exit code ${code}:\n${stdout}${stderr}`));
      done({ code, stderr: stripVTControlCharacters(stderr) });
    });
  });
  return {
    child,
    output: () => stripVTControlCharacters(stdout + stderr),
    ready,
    ended,
    left: () => processesWith(mark),
  };
};

const processesWith = (mark: string): string[] =>
  existsSync("/proc/self/environ") ? fromProc(mark) : fromPs(mark);

const fromProc = (mark: string) =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(mark)) return [];
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")];
      } catch {
        // It ended while we looked, or belongs to somebody else.
        return [];
      }
    });

const fromPs = (mark: string) =>
  execFileSync("ps", ["axeww", "-o", "command="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(mark));
