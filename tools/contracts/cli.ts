import { join } from "node:path";
import { parseArgs } from "node:util";
import { check } from "./check.ts";
import { loadContracts } from "./contract-files.ts";
import { register } from "./register.ts";
import { registryFolder } from "./registry.ts";
import { isGood, report } from "./report.ts";
import { workingTree } from "./store.ts";

const usage = `npm run contracts -- <command>

  check [--against <git ref>]   are the contracts sound, and do they go with what is registered?
                                exit code 1 if not; with a ref, also with what was registered there
  proof                         does every rule, filter, template, state machine and function get what it reads, and
                                make what its receiver takes? exit code 1 if not
  register                      write new versions and compatible changes to ${registryFolder}
  --help                        this text

docs/contracts.md explains what they print.`;

const root = join(import.meta.dirname, "../..");

async function runCheck(against: string | undefined): Promise<number> {
  const result = await check(root, new Date().toISOString().slice(0, 10), against);
  console.log(report(result));
  return isGood(result) ? 0 : 1;
}

async function runRegister(): Promise<number> {
  const { contracts, problems } = await loadContracts(root);
  for (const { subject, rule, remedy } of problems) console.error(`${subject} ${rule}; ${remedy}`);
  if (problems.length > 0) return 1;
  const files = await register(workingTree(root), contracts);
  console.log(
    files.length === 0
      ? "nothing to register"
      : files.map((file) => `wrote ${registryFolder}/${file}`).join("\n"),
  );
  return 0;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { against: { type: "string" }, help: { type: "boolean" } },
  });
  const [command, ...rest] = positionals;
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (rest.length === 0 && command === "check") return runCheck(values.against);
  if (rest.length === 0 && command === "proof" && values.against === undefined) {
    // What `check` does not need, it does not wait for.
    const { runProof } = await import("./proof/command.ts");
    return runProof(root);
  }
  if (rest.length === 0 && command === "register" && values.against === undefined) return runRegister();
  console.error(command ? `There is no command "${positionals.join(" ")}".\n` : "Name a command.\n");
  console.error(usage);
  return 2;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
