import { check } from "./check.ts";
import { isGood, report } from "./report.ts";

/** Whether the contracts are sound, and go with what is registered, here and at a git ref: prints it, gives the exit code. */
export async function runCheck(root: string, against?: string): Promise<number> {
  const result = await check(root, new Date().toISOString().slice(0, 10), against);
  console.log(report(result));
  return isGood(result) ? 0 : 1;
}
