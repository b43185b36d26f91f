import { hash } from "node:crypto";
import { lazily } from "../../core/lazily.ts";
import type { State } from "../../state/state.ts";
import type { CompiledDefinition } from "./asl/compile.ts";
import type { Machine } from "./execution.ts";

/**
 * Machines as their executions have them. What has begun goes on with the definition that it began with, also when the
 * config has another by now.
 */
export interface Revisions {
  /** Keeps what an execution is of; gives the key to it. */
  keep(machine: Machine): string;
  /** Notes one that is as the config has it, so that its executions share it. */
  note(machine: Machine): void;
  /** Its definition is compiled when somebody runs it, which may throw. */
  find(key: string): Machine | undefined;
  /** Forgets those that nobody has asked for. */
  end(): void;
}

type KeptMachine = Omit<Machine, "compiled" | "creationDate"> & { readonly creationDate: number };

const keyOf = ({ compiled: _, creationDate: __, ...machine }: Machine): string =>
  hash("sha256", JSON.stringify(machine), "base64url").slice(0, 16);

export const createRevisions = (
  state: State,
  compile: (machine: KeptMachine) => CompiledDefinition,
): Revisions => {
  const records = state.records<Machine, KeptMachine>(
    "states/revisions",
    ({ compiled: _, creationDate, ...machine }) => ({ ...machine, creationDate: creationDate.getTime() }),
  );
  const before = new Map(records.read());
  const asked = new Set<string>();
  const byKey = new Map<string, Machine>();
  const keys = new WeakMap<Machine, string>();

  const add = (machine: Machine, key: string): string => {
    keys.set(machine, key);
    byKey.set(key, machine);
    return key;
  };
  const note = (machine: Machine): string => keys.get(machine) ?? add(machine, keyOf(machine));
  return {
    keep(machine) {
      const key = note(machine);
      if (!asked.has(key) && !before.has(key)) records.put(key, machine);
      asked.add(key);
      return key;
    },
    note: (machine) => void note(machine),
    find(key) {
      asked.add(key);
      const kept = before.get(key);
      if (!byKey.has(key) && kept) {
        const { creationDate, ...machine } = kept;
        const restored = { ...machine, creationDate: new Date(creationDate) };
        add(lazily(restored, { compiled: () => compile(kept) }), key);
      }
      return byKey.get(key);
    },
    end() {
      for (const key of before.keys()) {
        if (asked.has(key)) continue;
        before.delete(key);
        records.delete(key);
      }
    },
  };
};
