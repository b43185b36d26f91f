import { loadContracts } from "@sourdough/events-schema/repository";
import { hurtsWith } from "../check/check.ts";
import { loadUsage } from "../usage.ts";
import { register } from "./register.ts";
import { registryFolder } from "./registry.ts";
import { workingTree } from "./store.ts";

/** Registers what is new, prints the files it wrote, and gives the exit code. */
export async function runRegister(root: string): Promise<number> {
  const { contracts, problems } = await loadContracts(root);
  for (const { subject, rule, remedy } of problems) console.error(`${subject} ${rule}; ${remedy}`);
  if (problems.length > 0) return 1;
  const usageOf = await loadUsage(root);
  const files = await register(workingTree(root), contracts, (file) => hurtsWith(file, usageOf(file)));
  console.log(
    files.length === 0
      ? "nothing to register"
      : files.map((file) => `wrote ${registryFolder}/${file}`).join("\n"),
  );
  return 0;
}
