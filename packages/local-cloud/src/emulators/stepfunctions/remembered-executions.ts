import type { KeptFor } from "./create-execution.ts";
import type { Execution } from "./execution.ts";

/** Standard executions that are remembered, and those of them whose history is. Running ones always are. */
const REMEMBERED = 20_000;
const HISTORIES = 2_000;

export interface RememberedExecutions {
  add(execution: Execution): void;
  /** Called when one has ended: the oldest of very many are forgotten. */
  ended(execution: Execution): void;
  /** Called when one that had ended goes on. */
  goesOn(execution: Execution): void;
  find(arn: string): Execution | undefined;
  /** Of a machine, newest first. */
  of(machineArn: string): Execution[];
  all(): Iterable<Execution>;
  forget(execution: Execution): void;
}

export const createRememberedExecutions = (keptFor: KeptFor): RememberedExecutions => {
  const remembered = new Map<string, Execution>();
  const byMachine = new Map<string, Set<Execution>>();
  const withHistory: Execution[] = [];

  const forget = (execution: Execution) => {
    remembered.delete(execution.arn);
    const siblings = byMachine.get(execution.machine.arn);
    siblings?.delete(execution);
    if (siblings?.size === 0) byMachine.delete(execution.machine.arn);
    keptFor(execution)?.forgotten(execution);
  };
  return {
    add(execution) {
      remembered.set(execution.arn, execution);
      const siblings = byMachine.get(execution.machine.arn);
      if (siblings) siblings.add(execution);
      else byMachine.set(execution.machine.arn, new Set([execution]));
    },
    ended(execution) {
      withHistory.push(execution);
      if (withHistory.length > HISTORIES) withHistory.shift()!.history.forget();
      if (remembered.size <= REMEMBERED) return;
      for (const oldest of remembered.values()) {
        if (oldest.status === "RUNNING") continue;
        forget(oldest);
        return;
      }
    },
    goesOn(execution) {
      const at = withHistory.indexOf(execution);
      if (at >= 0) withHistory.splice(at, 1);
    },
    find: (arn) => remembered.get(arn),
    of: (machineArn) => [...(byMachine.get(machineArn) ?? [])].reverse(),
    all: () => remembered.values(),
    forget,
  };
};
