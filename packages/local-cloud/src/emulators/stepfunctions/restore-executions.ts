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
  readonly lost: ReturnType<typeof createLost>;
  readonly kept: KeptExecutions;
  readonly machines: Pick<Machines, "all" | "find">;
  readonly revisions: Revisions;
  readonly restore: ReturnType<typeof createExecutionFactory>["restore"];
}

/** Counts what has no place any more by why, and says so. */
export const createLost = ({ state }: Pick<Cloud, "state">) => {
  const lost = new Map<string, number>();
  return {
    add(machineArn: string, why = "the config has it no longer") {
      const what = `of state machine ${machineArn}: ${why}`;
      lost.set(what, (lost.get(what) ?? 0) + 1);
    },
    say() {
      for (const [what, count] of lost)
        state.drop(`${count} ${count === 1 ? "execution" : "executions"} ${what}`);
    },
  };
};

/** Child executions of a distributed Map are of `machine/label`. */
const wholeMachineArn = (machineArn: string): string => machineArn.split("/")[0]!;

/** What the run before left running, in the order in which each began. */
export const restoreRunning = ({ kept, lost, machines, revisions, restore }: Surroundings): Execution[] => {
  for (const machine of machines.all()) revisions.note(machine);
  const restored: Execution[] = [];
  for (const [arn, from] of kept.readRunning()) {
    const drop = (why?: string) => {
      kept.drop(arn, kept.progressOf(arn)?.pieces ?? 0);
      lost.add(from.machineArn, why);
    };
    try {
      const machine = machines.find(wholeMachineArn(from.machineArn)) && revisions.find(from.revision);
      if (!machine) {
        drop();
        continue;
      }
      const execution = restore(machine, arn, from, kept);
      goOn(execution.position);
      // Its definition is needed now.
      if (machine.compiled) restored.push(execution);
    } catch (error) {
      drop((error as Error).message);
    }
  }
  return restored;
};

/** The ended ones of machines that are there, oldest end first, and what makes one of them. */
export const restoreEnded = ({ kept, lost, machines, revisions, restore }: Surroundings) => {
  const arns = kept.endedArns().filter((arn) => {
    const machineArn = wholeMachineArn(arn.replace(":execution:", ":stateMachine:").replace(/:[^:]*$/, ""));
    if (machines.find(machineArn)) return true;
    kept.drop(arn, kept.readEnded(arn)?.pieces ?? 0);
    lost.add(machineArn);
    return false;
  });
  const make = (arn: string): Execution => {
    const from = kept.readEnded(arn)!;
    // Of a definition that was long ago, the machine as it is.
    const machine = revisions.find(from.revision) ?? machines.find(wholeMachineArn(from.machineArn))!;
    const execution = restore(machine, arn, from, kept);
    execution.settle();
    return execution;
  };
  return { arns, make };
};

/** Express executions that were cut off, to be started again. */
export const restoreExpress = ({
  cloud,
  kept,
  lost,
  machines,
  revisions,
}: Pick<Surroundings, "lost" | "machines" | "revisions"> & {
  readonly cloud: Pick<Cloud, "journal">;
  readonly kept: KeptExpressExecutions;
}) => {
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
  return cutOff;
};
