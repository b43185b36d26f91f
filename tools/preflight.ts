import { join } from "node:path";
import { runCommand, stageName } from "./command.ts";

const usage = `Usage: npm run preflight -- [options]

Runs what the ci workflow runs before a change is merged: signatures and licences of packages, rules of the workflows, types,
style, contracts, the routing proof, drift of the docs, tests of affected projects, a short fuzz, and what would change on AWS.
All of it whatever fails, with a table at the end.

  --base <ref>      what the change is compared with (origin/main, or main)
  --stage <stage>   also what would be deployed there, with credentials for its account
  --only <gate>     this one; may be given several times
  --help            this text

Exit codes: 0 all pass, 1 something does not, 2 wrong usage.`;

const options = {
  base: { type: "string" },
  stage: { type: "string" },
  only: { type: "string", multiple: true },
  help: { type: "boolean" },
} as const;

await runCommand(usage, options, async ({ base, stage, only }) => {
  const { runPreflight } = await import("@sourdough/delivery/preflight");
  return runPreflight({
    root: join(import.meta.dirname, ".."),
    base,
    stage: stage === undefined ? undefined : stageName(stage),
    only,
  });
});
