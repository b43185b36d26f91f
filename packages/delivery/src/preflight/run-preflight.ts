import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { commitOf } from "../slices/git.ts";
import { table } from "../table.ts";
import { type Gate, gates } from "./gates.ts";

export interface PreflightOptions {
  readonly root: string;
  /** What the change is compared with; where the branch left main unless stated. */
  readonly base?: string;
  readonly stage?: string;
  /** Names of gates; all unless stated. */
  readonly only?: readonly string[];
  readonly gates?: (base: string, stage?: string) => Gate[];
  readonly say?: (line: string) => void;
}

const run = (root: string, [command, ...args]: Gate["command"]) =>
  new Promise<number>((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: "inherit",
      env: {
        ...process.env,
        PATH: [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter),
        NX_DAEMON: "false",
        NX_TUI: "false",
      },
    });
    child.once("error", (error) => {
      console.error(`${command} did not start: ${error.message}. Is it installed? npm ci`);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });

/** Runs the gates one after another, all of them whatever fails, and ends with a table; gives the exit code. */
export async function runPreflight(options: PreflightOptions): Promise<number> {
  const { root, stage, only, say = console.log } = options;
  const named = options.base ?? (commitOf(root, "origin/main") ? "origin/main" : "main");
  const base = commitOf(root, named);
  if (!base)
    throw new Error(
      `git does not know "${named}": name a branch, a tag or a commit with --base, and fetch it first.`,
    );
  const all = (options.gates ?? gates)(base, stage);
  const strange = only?.find((name) => !all.some((gate) => gate.name === name));
  if (strange)
    throw new Error(`"${strange}" is no gate: name one of ${all.map(({ name }) => name).join(", ")}.`);

  const rows: string[][] = [];
  let failed = false;
  for (const { name, what, command } of all.filter(({ name }) => only?.includes(name) ?? true)) {
    say(`\n▶ ${name}: ${command.join(" ")}`);
    const startedAt = performance.now();
    const passed = (await run(root, command)) === 0;
    failed ||= !passed;
    rows.push([passed ? "✓" : "✗", name, ((performance.now() - startedAt) / 1000).toFixed(0), what]);
  }
  const summary = table(["", "gate", "s", "what"], rows);
  say(`\n${summary}`);
  // GitHub shows it beside the run.
  const { GITHUB_STEP_SUMMARY } = process.env;
  if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, `\`\`\`\n${summary}\n\`\`\`\n`);
  return failed ? 1 : 0;
}
