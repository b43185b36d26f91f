import { join } from "node:path";
import { runCommand, stageName, UsageError } from "./command.ts";

const usage = `Usage: npm run deploy -- --stage <stage> [options]

Deploys what changed to a stage. On staging and prod each slice of sst.config.ts is compared with the commit that it was
deployed from last, as the stage itself keeps it; what others need goes first, each as soon as can-i-deploy lets it,
and each is recorded when it is there. One that fails stops those that need it; the others go on. Any other stage is a
personal one, deployed whole.

  --stage <stage>   staging, prod, or a personal one
  --slice <slice>   this slice, changed or not, and nothing else; may be given several times
  --dry-run         say what would be deployed, in which order and why, and deploy nothing
  --force           also what can-i-deploy refuses, as for a rollback in an emergency
  --help            this text

Exit codes: 0 all that changed is deployed, 1 something is not, 2 wrong usage. docs/deploy.md has it step by step.`;

const options = {
  stage: { type: "string" },
  slice: { type: "string", multiple: true },
  "dry-run": { type: "boolean" },
  force: { type: "boolean" },
  help: { type: "boolean" },
} as const;

await runCommand(usage, options, async ({ stage, slice, force, "dry-run": dryRun }) => {
  if (stage === undefined) throw new UsageError("--stage is missing: staging, prod, or a personal one.");
  const { runDeploy } = await import("@sourdough/delivery/deploy");
  return runDeploy({
    root: join(import.meta.dirname, ".."),
    stage: stageName(stage),
    only: slice,
    dryRun,
    force,
  });
});
