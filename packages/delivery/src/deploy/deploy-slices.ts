import type { Answer, Deployability } from "@sourdough/contracts/can-i-deploy";
import type { Deployment, Stage } from "@sourdough/contracts/deployments";
import type { SliceState } from "../slices/changed-slices.ts";

/** What became of a slice. */
export interface Outcome {
  readonly name: string;
  readonly result: "deployed" | "not recorded" | "failed" | "stopped" | "refused";
  /** Why it is not deployed, or not written down. */
  readonly why?: string;
  readonly seconds?: number;
}

export interface DeploySlices {
  readonly stage: string;
  /** All slices, those that others need first. */
  readonly states: readonly SliceState[];
  /** Names of those to deploy. */
  readonly chosen: ReadonlySet<string>;
  readonly recorded: Stage;
  readonly deployability: Pick<Deployability, "projects" | "uses" | "ask">;
  /** What is checked out. */
  readonly commit: string;
  /** Deploy also what can-i-deploy refuses, as in an emergency. */
  readonly force: boolean;
  /** Exit code. */
  deploy(slice: string): Promise<number>;
  /** Hands the traffic over to what was deployed; false when some of it was sent back. */
  shift(slice: string): Promise<boolean>;
  record(slice: string, deployment: Deployment): Promise<void>;
  say(line: string): void;
  now(): Date;
}

const reasonsOf = ({ obstacles }: Answer) =>
  obstacles.map(({ why, remedy }) => (remedy ? `${why} (${remedy})` : why));

/**
 * Deploys slices one after another: what others need first, and of those that may go, each as soon as can-i-deploy lets
 * it. One that fails stops those that need it; the others go on. What is deployed is recorded at once, so that a run that
 * is ended goes on where it was.
 */
export async function deploySlices(options: DeploySlices): Promise<Outcome[]> {
  const { stage, states, chosen, deployability, commit, force, deploy, shift, record, say, now } = options;
  const recorded: Record<string, Deployment> = { ...options.recorded };
  const outcomes = new Map<string, Outcome>();
  const pending = new Map(states.filter(({ name }) => chosen.has(name)).map((state) => [state.name, state]));
  const total = pending.size;

  const settle = (outcome: Outcome) => {
    outcomes.set(outcome.name, outcome);
    pending.delete(outcome.name);
  };
  const isThere = ({ result }: Outcome) => result === "deployed" || result === "not recorded";
  const changed = () =>
    new Map(
      states.flatMap(({ name, state }) => {
        const outcome = outcomes.get(name);
        if (outcome && isThere(outcome)) return [[name, false] as const];
        return state === "changed" || state === "unchanged" ? [[name, state === "changed"] as const] : [];
      }),
    );
  const obstacles = (name: string): string[] => {
    const project = deployability.projects.get(name);
    return project && !force ? reasonsOf(deployability.ask(project, stage, recorded, changed())) : [];
  };
  const deployOne = async (name: string) => {
    const startedAt = now();
    say(`▶ ${name} (${total - pending.size + 1} of ${total})`);
    const status = await deploy(name);
    const seconds = Math.round((now().getTime() - startedAt.getTime()) / 1000);
    if (status !== 0) {
      say(`✗ ${name} failed after ${seconds} s`);
      return settle({ name, result: "failed", why: `sst deploy ended with ${status}`, seconds });
    }
    if (!(await shift(name))) {
      say(`✗ ${name} is on ${stage}, and its new versions are not live`);
      return settle({ name, result: "failed", why: "a new version was sent back, see above", seconds });
    }
    const uses = deployability.uses.get(name) ?? { publishes: {}, takes: {} };
    recorded[name] = { commit, deployedAt: now().toISOString(), ...uses };
    say(`✓ ${name} is on ${stage} after ${seconds} s`);
    return record(name, recorded[name]).then(
      () => settle({ name, result: "deployed", seconds }),
      (error: Error) => settle({ name, result: "not recorded", why: error.message, seconds }),
    );
  };

  while (pending.size > 0) {
    for (const { name, needs } of [...pending.values()]) {
      const missing = needs.find((need) => {
        const outcome = outcomes.get(need);
        return outcome !== undefined && !isThere(outcome);
      });
      if (missing) settle({ name, result: "stopped", why: `it needs ${missing}` });
    }
    const ready = [...pending.values()].filter(({ needs }) => !needs.some((need) => pending.has(need)));
    const next = ready.find(({ name }) => obstacles(name).length === 0);
    if (next) await deployOne(next.name);
    else for (const { name } of ready) settle({ name, result: "refused", why: obstacles(name).join("; ") });
  }
  return states.flatMap(({ name }) => outcomes.get(name) ?? []);
}
