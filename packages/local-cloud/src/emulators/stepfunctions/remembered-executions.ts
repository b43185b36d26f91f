import type { Execution } from "./execution.ts";
import type { KeptExecutions } from "./kept-executions.ts";

/** Standard executions that are remembered, and those of them whose history is. Running ones always are. */
const REMEMBERED = 20_000;
const HISTORIES = 2_000;
/** Those whose history is in memory; where all are kept outside it, too, the others are read when somebody asks. */
const IN_MEMORY = 100;

export interface RememberedExecutions {
  add(execution: Execution): void;
  /** Those that had ended in the run before, oldest first; each is made when somebody asks for it. */
  addEnded(arns: Iterable<string>, make: (arn: string) => Execution): void;
  /** Called when one has ended: the oldest of very many are forgotten. */
  ended(execution: Execution): void;
  /** Called when one that had ended goes on. */
  goesOn(execution: Execution): void;
  find(arn: string): Execution | undefined;
  has(arn: string): boolean;
  /** Of a machine, newest first. */
  of(machineArn: string): Execution[];
  /** All of a machine, and of what its distributed Maps started. */
  forgetOf(machineArn: string): void;
}

/** What the ARNs of a machine's executions begin with. */
const prefixOf = (machineArn: string): string => machineArn.replace(":stateMachine:", ":execution:");

export const createRememberedExecutions = (kept: KeptExecutions | undefined): RememberedExecutions => {
  /** Undefined is one that nobody has asked for yet. */
  const remembered = new Map<string, Execution | undefined>();
  const withHistory: string[] = [];
  let make: ((arn: string) => Execution) | undefined;

  const find = (arn: string): Execution | undefined => {
    if (!remembered.has(arn)) return undefined;
    const execution = remembered.get(arn) ?? make?.(arn);
    remembered.set(arn, execution);
    return execution;
  };
  const forget = (arn: string) => {
    const execution = find(arn);
    remembered.delete(arn);
    if (execution) kept?.forgotten(execution);
  };
  return {
    add: (execution) => void remembered.set(execution.arn, execution),
    addEnded(arns, makeEnded) {
      make = makeEnded;
      for (const arn of arns) {
        remembered.set(arn, undefined);
        withHistory.push(arn);
      }
      const forgotten = Math.max(withHistory.length - HISTORIES, 0);
      // The run before has forgotten the history of these.
      withHistory.splice(0, forgotten);
    },
    ended(execution) {
      withHistory.push(execution.arn);
      const before = withHistory.at(-1 - IN_MEMORY);
      if (kept && before !== undefined) remembered.get(before)?.history.leave();
      if (withHistory.length > HISTORIES) find(withHistory.shift()!)?.history.forget();
      if (remembered.size <= REMEMBERED) return;
      for (const [arn, oldest] of remembered) {
        if (oldest?.status === "RUNNING") continue;
        forget(arn);
        return;
      }
    },
    goesOn({ arn }) {
      const at = withHistory.indexOf(arn);
      if (at >= 0) withHistory.splice(at, 1);
    },
    find,
    has: (arn) => remembered.has(arn),
    of(machineArn) {
      const prefix = `${prefixOf(machineArn)}:`;
      const arns = [...remembered.keys()].filter((arn) => arn.startsWith(prefix)).reverse();
      const found = arns.flatMap((arn) => find(arn) ?? []);
      return found.sort((one, other) => other.startedAt - one.startedAt);
    },
    forgetOf(machineArn) {
      const prefix = prefixOf(machineArn);
      for (const arn of [...remembered.keys()])
        if (arn.startsWith(`${prefix}:`) || arn.startsWith(`${prefix}/`)) forget(arn);
    },
  };
};
