import type { Cloud } from "../../core/cloud.ts";
import type { createExecutionFactory } from "./create-execution.ts";
import type { Execution } from "./execution.ts";
import type { KeptExecution, KeptExecutions } from "./kept-executions.ts";
import type { Machines } from "./machines.ts";
import type { Revisions } from "./revisions.ts";
import { goOn } from "./run/position.ts";

interface Surroundings {
  readonly cloud: Pick<Cloud, "state">;
  readonly kept: KeptExecutions;
  readonly machines: Pick<Machines, "all" | "find">;
  readonly revisions: Revisions;
  readonly restore: ReturnType<typeof createExecutionFactory>["restore"];
}

/** What the run before left, in the order in which each began. */
export const restoreExecutions = ({
  cloud: { state },
  kept,
  machines,
  revisions,
  restore,
}: Surroundings): Execution[] => {
  for (const machine of machines.all()) revisions.note(machine);
  const lost = new Map<string, number>();
  const restored: Execution[] = [];
  const drop = (arn: string, { pieces, machineArn }: KeptExecution, why: string) => {
    kept.drop(arn, pieces ?? kept.progressOf(arn)?.pieces ?? []);
    const what = `of state machine ${machineArn}: ${why}`;
    lost.set(what, (lost.get(what) ?? 0) + 1);
  };

  for (const [arn, from] of kept.read()) {
    const machine = machines.find(from.machineArn) && revisions.find(from.revision);
    if (!machine) {
      drop(arn, from, "the config has it no longer");
      continue;
    }
    const execution = restore(machine, arn, from, kept);
    try {
      if (from.status === "RUNNING") goOn(execution.position);
      // One that goes on needs its definition.
      if (from.status !== "RUNNING" || machine.compiled) restored.push(execution);
    } catch (error) {
      drop(arn, from, (error as Error).message);
    }
  }
  for (const [what, count] of lost) state.drop(`${count} executions ${what}`);
  revisions.end();
  return restored;
};
