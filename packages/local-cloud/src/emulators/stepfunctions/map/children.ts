import type { MapState } from "../asl/program.ts";
import type { StartOptions } from "../create-execution.ts";
import type { Execution, ExecutionInfo, Machine } from "../execution.ts";
import type { Stop } from "../executions.ts";
import { childMachineArn } from "./map-run.ts";

/** Starts the executions of a distributed Map. */
export interface Children {
  /** What they are executions of: the item processor, as a machine. */
  machineOf(parent: ExecutionInfo["machine"], state: MapState): Machine;
  start(machine: Machine, options: StartOptions): Execution;
  stop(child: Execution, stop: Stop): void;
  /** One that may be redriven; undefined when it may not, or is forgotten. */
  redrivable(arn: string): Execution | undefined;
  redrive(child: Execution, causes: readonly number[]): void;
  /** Takes those of a map run that were under way in the run before. */
  takeOf(mapRunArn: string): readonly Execution[];
}

export const machineOfProcessor = (
  parent: ExecutionInfo["machine"],
  { processor, distributed }: MapState,
  now: number,
): Machine => {
  const { label = "", express = false } = distributed ?? {};
  const machine = "definition" in parent ? (parent as Machine) : undefined;
  return {
    arn: childMachineArn(parent.arn, label),
    name: `${parent.name}/${label}`,
    type: express ? "EXPRESS" : "STANDARD",
    roleArn: parent.roleArn,
    definition: machine?.definition ?? "",
    creationDate: new Date(now),
    revisionId: "",
    loggingConfiguration: { level: "OFF", includeExecutionData: false, destinations: [] },
    tracingConfiguration: { enabled: false },
    compiled: { program: processor },
    processorOf: machine && { machine, label },
  };
};
