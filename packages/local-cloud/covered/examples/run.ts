import { checks } from "./checks.ts";
import { runExample } from "./running.ts";

// One example in a process of its own: node run.ts <name> <folder>
const [name = "", folder = ""] = process.argv.slice(2);
const say = (failure?: string) => process.send?.({ failure }, () => process.exit());
process.once("disconnect", () => process.exit());

try {
  const { check, secrets = {} } = checks[name]!;
  const { example, stop } = await runExample(folder, secrets);
  try {
    await check(example);
  } finally {
    await stop();
  }
  say();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
}
