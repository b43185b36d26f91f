import type { Cloud } from "../../core/cloud.ts";
import { openHop } from "../../core/open-hop.ts";
import type { createExecutionFactory, StartOptions } from "./create-execution.ts";
import type { Execution, Machine } from "./execution.ts";
import type { KeptExecutions } from "./kept-executions.ts";
import type { KeptExpressExecutions } from "./kept-express.ts";
import type { Machines } from "./machines.ts";
import type { Revisions } from "./revisions.ts";
import { goOn } from "./run/position.ts";

interface Surroundings {
  readonly cloud: Pick<Cloud, "journal" | "state">;
  readonly kept: KeptExecutions;
  readonly machines: Pick<Machines, "all" | "find">;
  readonly revisions: Revisions;
  readonly restore: ReturnType<typeof createExecutionFactory>["restore"];
}

/** Counts what has no place any more by why, and says so. */
const createLost = ({ state }: Pick<Cloud, "state">) => {
  const lost = new Map<string, number>();
  return {
    add(machineArn: string, why = "the config has it no longer") {
      const what = `of state machine ${machineArn}: ${why}`;
      lost.set(what, (lost.get(what) ?? 0) + 1);
    },
    say() {
      for (const [what, count] of lost) state.drop(`${count} executions ${what}`);
    },
  };
};

/** What the run before left, in the order in which each began. */
export const restoreExecutions = ({
  cloud,
  kept,
  machines,
  revisions,
  restore,
}: Surroundings): Execution[] => {
  for (const machine of machines.all()) revisions.note(machine);
  const lost = createLost(cloud);
  const restored: Execution[] = [];
  for (const [arn, from] of kept.read()) {
    const drop = (why?: string) => {
      kept.drop(arn, from.pieces ?? kept.progressOf(arn)?.pieces ?? []);
      lost.add(from.machineArn, why);
    };
    const machine = machines.find(from.machineArn) && revisions.find(from.revision);
    if (!machine) {
      drop();
      continue;
    }
    const execution = restore(machine, arn, from, kept);
    try {
      if (from.status === "RUNNING") goOn(execution.position);
      // One that goes on needs its definition.
      if (from.status !== "RUNNING" || machine.compiled) restored.push(execution);
    } catch (error) {
      drop((error as Error).message);
    }
  }
  lost.say();
  return restored;
};

/** Express executions that were cut off, to be started again. */
export const restoreExpress = ({
  cloud,
  kept,
  machines,
  revisions,
}: Pick<Surroundings, "cloud" | "machines" | "revisions"> & { readonly kept: KeptExpressExecutions }) => {
  const lost = createLost(cloud);
  const cutOff: { machine: Machine; options: StartOptions }[] = [];
  for (const [arn, { machineArn, revision, began, ...from }] of kept.read()) {
    const machine = machines.find(machineArn) && revisions.find(revision);
    try {
      if (!machine?.compiled) throw new Error("the config has it no longer");
      const hop = openHop(cloud.journal, began, { action: "BeginExecution", resource: arn });
      const input: unknown = JSON.parse(from.inputText);
      cutOff.push({ machine, options: { ...from, input, causes: [began], again: { arn, began: hop } } });
    } catch (error) {
      kept.ended(arn);
      lost.add(machineArn, (error as Error).message);
    }
  }
  lost.say();
  return cutOff;
};
