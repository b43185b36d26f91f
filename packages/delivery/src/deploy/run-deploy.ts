import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SSMClient } from "@aws-sdk/client-ssm";
import { loadDeployability, whatIsWrong } from "@sourdough/contracts/can-i-deploy";
import { keepStage, readStage, sharedStages } from "@sourdough/contracts/deployments";
import { loadGraph } from "@sourdough/contracts/projects";
import { createShiftClients } from "../shift/clients.ts";
import { shift } from "../shift/shift.ts";
import { compareSlices, type SliceState } from "../slices/changed-slices.ts";
import { commitOf, uncommitted } from "../slices/git.ts";
import { loadSlices } from "../slices/made-of.ts";
import { table } from "../table.ts";
import { deploySlices, type Outcome } from "./deploy-slices.ts";
import { type StageRecords, stageRecords } from "./stage-records.ts";

export interface DeployOptions {
  readonly root: string;
  readonly stage: string;
  /** Deployed whether they changed or not, and nothing else is; all that changed unless stated. */
  readonly only?: readonly string[];
  readonly dryRun?: boolean;
  readonly force?: boolean;
  /** Where the stage keeps what is on it; AWS unless stated. */
  readonly records?: StageRecords;
  readonly deploy?: (stage: string, slice: string | undefined) => Promise<number>;
  /** Hands a slice's traffic over to its new versions; with CodeDeploy unless stated. */
  readonly shift?: (slice: string) => Promise<boolean>;
  readonly say?: (line: string) => void;
}

const LOOK_EVERY_MS = 5000;

/** SST's own CLI, which is found beside npm's other commands. */
const sst = (root: string) => (stage: string, slice: string | undefined) =>
  new Promise<number>((resolve, reject) => {
    const { SERVICE: _, ...others } = process.env;
    const env = { ...others, PATH: [join(root, "node_modules/.bin"), others.PATH].join(delimiter) };
    const child = spawn("sst", ["deploy", "--stage", stage], {
      cwd: root,
      stdio: "inherit",
      env: slice ? { ...env, SERVICE: slice } : env,
    });
    child.once("error", (cause) =>
      reject(new Error(`sst did not start: ${cause.message}. Is it installed? npm ci`, { cause })),
    );
    child.once("close", (code) => resolve(code ?? 1));
  });

const planOf = (states: readonly SliceState[], chosen: ReadonlySet<string>): string =>
  table(
    ["slice", "", "since", "why"],
    states.map(({ name, state, base, reasons }) => [
      name,
      chosen.has(name) ? "deploy" : "-",
      base?.slice(0, 12) ?? "never",
      reasons.length === 0
        ? chosen.has(name) && state === "unchanged"
          ? "as you say"
          : "as deployed"
        : `${reasons[0]}${reasons.length > 1 ? ` and ${reasons.length - 1} more` : ""}`,
    ]),
  );

const summaryOf = (outcomes: readonly Outcome[]): string =>
  table(
    ["slice", "result", "s", "why"],
    outcomes.map(({ name, result, seconds, why }) => [name, result, String(seconds ?? ""), why ?? ""]),
  );

/** Deploys what changed since it was deployed to the stage last; gives the exit code. */
export async function runDeploy(options: DeployOptions): Promise<number> {
  const { root, stage, only, dryRun = false, force = false, say = console.log } = options;
  const deploy = options.deploy ?? sst(root);
  if (!sharedStages.includes(stage)) {
    if (only)
      throw new Error(
        `Stage "${stage}" is a personal one and deployed whole: leave out --slice, or name one of ${sharedStages.join(", ")}.`,
      );
    say(`${stage} is a personal stage: all slices, as one app.`);
    return dryRun ? 0 : deploy(stage, undefined);
  }
  const graph = await loadGraph(root);
  const slices = await loadSlices(root, graph);
  const names = slices.slices.map(({ name }) => name);
  const strange = only?.find((name) => !names.includes(name));
  if (strange) throw new Error(`"${strange}" is no slice: name one of ${names.join(", ")}.`);

  const shiftSlice =
    options.shift ??
    ((slice: string) =>
      shift({
        stage,
        slice,
        clients: createShiftClients({ region: slices.region }),
        say,
        wait: () => sleep(LOOK_EVERY_MS),
      }));
  const records = options.records ?? stageRecords(stage, new SSMClient({ region: slices.region }));
  const recorded = await records.read();
  await keepStage(root, stage, recorded);
  const states = compareSlices(root, slices, recorded);
  const chosen = new Set(only ?? states.flatMap(({ name, state }) => (state === "unchanged" ? [] : [name])));
  say(planOf(states, chosen));
  if (chosen.size === 0) {
    say(`Nothing changed since it was deployed to ${stage}.`);
    return 0;
  }
  const commit = commitOf(root, "HEAD");
  if (!commit)
    throw new Error(`${root} has no commit, and a deployment is recorded by its commit: git commit first.`);
  const loose = uncommitted(root);
  if (loose.length > 0 && !dryRun)
    throw new Error(
      `${loose.length} files are in no commit (${loose.slice(0, 3).join(", ")}), and a deployment is recorded by its commit: commit or stash them first.`,
    );
  const wrong = await whatIsWrong(root);
  if (wrong) throw new Error(`${wrong}\nNothing may ship to ${stage} before the contracts are in order.`);

  const outcomes = await deploySlices({
    stage,
    states,
    chosen,
    recorded,
    commit,
    force,
    say: dryRun ? () => {} : say,
    now: () => new Date(),
    deployability: await loadDeployability(root, graph),
    deploy: async (slice) => (dryRun ? 0 : deploy(stage, slice)),
    shift: async (slice) => dryRun || shiftSlice(slice),
    record: async (slice, deployment) => {
      if (dryRun) return;
      await records.write(slice, deployment);
      await keepStage(root, stage, { ...(await readStage(root, stage)), [slice]: deployment });
    },
  });
  return conclude(outcomes, { stage, dryRun, say });
}

function conclude(
  outcomes: readonly Outcome[],
  { stage, dryRun, say }: { stage: string; dryRun: boolean; say: (line: string) => void },
): number {
  const left = outcomes.filter(({ result }) => result !== "deployed");
  if (dryRun) {
    const order = outcomes.filter(({ result }) => result === "deployed").map(({ name }) => name);
    say(`Would deploy to ${stage}: ${order.join(", ") || "nothing"}.`);
    for (const { name, result, why } of left) say(`${name} would be ${result}: ${why}`);
    return left.length > 0 ? 1 : 0;
  }
  say(`\n${summaryOf(outcomes)}`);
  if (left.length > 0)
    say(
      `${left.map(({ name }) => name).join(", ")}: mend the cause and run the same again; it goes on with what is left.`,
    );
  return left.length > 0 ? 1 : 0;
}
