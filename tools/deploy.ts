import { join } from "node:path";
import { deployProject, sharedStages } from "@sourdough/contracts/deploy";

const usage = `Usage: STAGE=<stage> node tools/deploy.ts <project>

Deploys the project's slice of sst.config.ts to a shared stage (staging, prod), and writes down what is there by now,
for npm run contracts -- can-i-deploy. Run it through nx, which knows the order: STAGE=staging npx nx affected -t deploy`;

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
if (!sharedStages.includes(stage)) {
  console.error(`Stage "${stage}" is a personal one, deployed whole: npx sst deploy --stage ${stage}`);
  process.exit(1);
}
process.exitCode = await deployProject({ root: join(import.meta.dirname, ".."), project, stage });
