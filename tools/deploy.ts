import { spawnSync } from "node:child_process";

const usage = `Usage: STAGE=<stage> node tools/deploy.ts <project>

Deploys the project's slice of sst.config.ts to a shared stage (staging, prod). Run it through nx, which knows the
order: STAGE=staging npx nx affected -t deploy`;

const [project] = process.argv.slice(2);
const stage = process.env.STAGE;
if (project === "--help") {
  console.log(usage);
  process.exit(0);
}
if (!project || !stage) {
  console.error(`${project ? "STAGE is not set" : "No project is named"}.\n\n${usage}`);
  process.exit(1);
}
if (stage !== "staging" && stage !== "prod") {
  console.error(`Stage "${stage}" is a personal one, deployed whole: npx sst deploy --stage ${stage}`);
  process.exit(1);
}
const { status, error } = spawnSync("sst", ["deploy", "--stage", stage], {
  stdio: "inherit",
  env: { ...process.env, SERVICE: project },
});
if (error)
  console.error(
    `sst did not start: ${error.message}. Run this through nx, which finds it: npx nx run ${project}:deploy`,
  );
process.exit(status ?? 1);
