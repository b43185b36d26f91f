import { check } from "../check/check.ts";
import { isGood, report } from "../check/report.ts";
import { readStage, type Stage, sharedStages } from "./deployments.ts";
import type { SchemaOf } from "./incompatibilities.ts";
import { type Answer, judge } from "./judge.ts";
import { changedSince, loadProjects, type Project } from "./projects.ts";
import { loadSources, type Sources, usesOf } from "./uses.ts";

async function changes(root: string, { needs }: Project, projects: Map<string, Project>, recorded: Stage) {
  const changed = new Map<string, boolean>();
  for (const name of needs) {
    const commit = recorded[name]?.commit;
    const folder = projects.get(name)?.root;
    const answer = commit && folder && (await changedSince(root, commit, folder));
    if (typeof answer === "boolean") changed.set(name, answer);
  }
  return changed;
}

const schemasIn =
  ({ registry }: Sources): SchemaOf =>
  (version, revision) =>
    registry.registered.find((one) => one.version === version && one.revision === revision)?.schema;

/** What `can-i-deploy` prints. */
export function answerText(project: string, stage: string, { obstacles, notes }: Answer): string {
  const first = [...new Set(obstacles.flatMap((one) => one.first ?? []))];
  const said = [
    ...obstacles.flatMap(({ why, remedy }) => [`    ${why}`, ...(remedy ? [`      ${remedy}`] : [])]),
    ...notes.map((note) => `    note: ${note}`),
  ];
  if (obstacles.length === 0) return [`✓ ${project} may ship to ${stage}`, ...said].join("\n");
  const next = first.length > 0 ? [`  first: ${first.join(", then ")}`] : [];
  return [`✗ ${project} may not ship to ${stage}`, ...said, ...next].join("\n");
}

/** Whether a project may be deployed as it is in the working tree; prints why not, and gives the exit code. */
export async function runCanIDeploy(root: string, name: string, stage: string): Promise<number> {
  if (!sharedStages.includes(stage))
    throw new Error(
      `Stage "${stage}" is a personal one, deployed whole, so nothing goes first: name one of ${sharedStages.join(", ")} with --stage`,
    );
  const [projects, sources, recorded] = await Promise.all([
    loadProjects(root),
    loadSources(root),
    readStage(root, stage),
  ]);
  const project = projects.get(name);
  if (!project)
    throw new Error(
      `"${name}" is not deployed on its own: name one of ${[...projects.keys()].sort().join(", ")}`,
    );
  const sound = await check(root, new Date().toISOString().slice(0, 10));
  if (!isGood(sound)) {
    console.log(`${report(sound)}\n✗ ${name} may not ship to ${stage} before the contracts are in order`);
    return 1;
  }
  const answer = judge({
    project,
    stage,
    here: new Map([...projects.keys()].map((each) => [each, usesOf(sources, each)])),
    recorded,
    schemaOf: schemasIn(sources),
    changed: await changes(root, project, projects, recorded),
  });
  console.log(answerText(name, stage, answer));
  return answer.obstacles.length > 0 ? 1 : 0;
}
