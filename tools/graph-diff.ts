import { join } from "node:path";
import { runCommand, stageName } from "./command.ts";

const usage = `Usage: npm run graph-diff -- [options]

What would change on AWS: evaluates sst.config.ts at a commit and as it is here, slice by slice, and lists the resources
that come, go and change, property by property. Warns where a table, bucket, user pool, stream or queue would go with
what is in it. Code inside functions is not compared.

  --base <ref>      the commit (origin/main, or main)
  --slice <slice>   this slice; all that changed since the commit unless stated; may be given several times
  --stage <stage>   evaluated for this stage (prod)
  --markdown        as a comment for a pull request
  --help            this text

Exit codes: 0 compared, 1 it could not be, 2 wrong usage.`;

const options = {
  base: { type: "string" },
  slice: { type: "string", multiple: true },
  stage: { type: "string", default: "prod" },
  markdown: { type: "boolean", default: false },
  help: { type: "boolean" },
} as const;

await runCommand(usage, options, async ({ base, slice, stage, markdown }) => {
  const { runGraphDiff } = await import("@sourdough/delivery/graph-diff");
  return runGraphDiff({
    root: join(import.meta.dirname, ".."),
    base,
    only: slice,
    stage: stageName(stage),
    markdown,
  });
});
