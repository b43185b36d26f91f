import { execFileSync, spawnSync } from "node:child_process";
import { recordDeployment } from "./deployments.ts";
import { loadSources, usesOf } from "./uses.ts";

export { sharedStages } from "./deployments.ts";

const sst = (stage: string, project: string): number => {
  const { status, error } = spawnSync("sst", ["deploy", "--stage", stage], {
    stdio: "inherit",
    env: { ...process.env, SERVICE: project },
  });
  if (error) console.error(`sst did not start: ${error.message}. Run this through nx or npm, which find it.`);
  return status ?? 1;
};

/** Deploys a slice, and after a success writes down what is on the stage by now. Gives the exit code. */
export async function deployProject(options: {
  root: string;
  project: string;
  stage: string;
  /** Where records are kept, `root` unless stated. */
  records?: string;
  deploy?: (stage: string, project: string) => number;
}): Promise<number> {
  const { root, project, stage, records = root, deploy = sst } = options;
  // Before the deployment, which takes minutes: what is deployed is what is here now.
  const uses = usesOf(await loadSources(root), project);
  const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const status = deploy(stage, project);
  if (status !== 0) return status;
  const deployedAt = new Date().toISOString();
  const file = await recordDeployment(records, stage, project, { commit, deployedAt, ...uses });
  console.log(`wrote ${file}: commit it, so that can-i-deploy knows what is on ${stage}`);
  return 0;
}
