import { check } from "../check/check.ts";
import { isGood, report } from "../check/report.ts";
import { readStage, type Stage, sharedStages, type Uses } from "./deployments.ts";
import type { SchemaOf } from "./incompatibilities.ts";

export type { Answer } from "./judge.ts";

import { type Answer, judge, type Question } from "./judge.ts";
import { deployableIn, loadGraph, type Project, type ProjectGraph } from "./projects.ts";
import { loadSources, type Sources, usesOf } from "./uses.ts";

/** What the repository knows of its projects and their events, loaded once for many questions. */
export interface Deployability {
  /** By name: all projects with a `deploy` target. */
  readonly projects: ReadonlyMap<string, Project>;
  /** What every project publishes and takes as it is here. */
  readonly uses: ReadonlyMap<string, Uses>;
  /** Whether a project may ship as it is here, where `recorded` is on the stage. `changed` as of a `Question`. */
  ask(project: Project, stage: string, recorded: Stage, changed: Question["changed"]): Answer;
}

export async function loadDeployability(
  root: string,
  graph: ProjectGraph | Promise<ProjectGraph> = loadGraph(root),
): Promise<Deployability> {
  const [projects, sources] = [deployableIn(await graph), await loadSources(root)];
  const uses = new Map([...projects.keys()].map((each) => [each, usesOf(sources, each)]));
  const schemaOf = schemasIn(sources);
  return {
    projects,
    uses,
    ask: (project, stage, recorded, changed) =>
      judge({ project, stage, here: uses, recorded, schemaOf, changed }),
  };
}

/** What `check` finds in the contracts, as text; undefined when they are in order. */
export async function whatIsWrong(root: string): Promise<string | undefined> {
  const sound = await check(root, new Date().toISOString().slice(0, 10));
  return isGood(sound) ? undefined : report(sound);
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

/**
 * Whether a project may be deployed as it is in the working tree; prints why not, and gives the exit code.
 * `changesSince` tells which of the recorded projects are no longer as they were deployed.
 */
export async function runCanIDeploy(
  root: string,
  name: string,
  stage: string,
  changesSince: (recorded: Stage, graph: ProjectGraph) => Promise<Question["changed"]>,
): Promise<number> {
  if (!sharedStages.includes(stage))
    throw new Error(
      `Stage "${stage}" is a personal one, deployed whole, so nothing goes first: name one of ${sharedStages.join(", ")} with --stage`,
    );
  const [graph, recorded] = await Promise.all([loadGraph(root), readStage(root, stage)]);
  const project = deployableIn(graph).get(name);
  if (!project)
    throw new Error(
      `"${name}" is not deployed on its own: name one of ${[...deployableIn(graph).keys()].sort().join(", ")}`,
    );
  const wrong = await whatIsWrong(root);
  if (wrong) {
    console.log(`${wrong}\n✗ ${name} may not ship to ${stage} before the contracts are in order`);
    return 1;
  }
  if (Object.keys(recorded).length === 0)
    console.error(
      `Nothing is known here of ${stage}: npm run deploy -- --stage ${stage} --dry-run asks the stage itself.`,
    );
  const { ask } = await loadDeployability(root, graph);
  const answer = ask(project, stage, recorded, await changesSince(recorded, graph));
  console.log(answerText(name, stage, answer));
  return answer.obstacles.length > 0 ? 1 : 0;
}
