import { hash } from "node:crypto";
import { z } from "zod";
import { lazily } from "../../core/lazily.ts";
import type { State } from "../../state/state.ts";
import type { CompiledDefinition } from "./asl/compile.ts";
import type { MapState, Program } from "./asl/program.ts";
import type { Machine } from "./execution.ts";
import { machineOfProcessor } from "./map/children.ts";

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
  /** Forgets those that nobody has asked for, but for the newest of each machine. */
  end(): void;
}

const REMEMBERED = 20;

type KeptMachine = Omit<Machine, "compiled" | "creationDate"> & { readonly creationDate: number };

const keyOf = ({ compiled: _, creationDate: __, ...machine }: Machine): string =>
  hash("sha256", JSON.stringify(machine), "base64url").slice(0, 16);

/** The distributed Map with a label, wherever it is in a program. */
const processorIn = ({ states }: Program, label: string): MapState | undefined => {
  for (const state of states.values()) {
    if (state.type === "Map" && state.distributed?.label === label) return state;
    // What is in another distributed Map is of the executions of that.
    const isInline = state.type === "Map" && !state.distributed;
    const inner = state.type === "Parallel" ? state.branches : isInline ? [state.processor] : [];
    for (const program of inner) {
      const found = processorIn(program, label);
      if (found) return found;
    }
  }
  return undefined;
};

export const createRevisions = (
  state: State,
  compile: (machine: KeptMachine) => CompiledDefinition,
): Revisions => {
  const records = state.records<Machine, KeptMachine>(
    "states/revisions",
    z.looseObject({
      arn: z.string(),
      name: z.string(),
      type: z.enum(["STANDARD", "EXPRESS"]),
      roleArn: z.string(),
      definition: z.string(),
      creationDate: z.number(),
      revisionId: z.string(),
      loggingConfiguration: z.looseObject({}),
      tracingConfiguration: z.object({ enabled: z.boolean() }),
    }),
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
  const keep = (machine: Machine): string => {
    if (machine.processorOf) return `${keep(machine.processorOf.machine)}/${machine.processorOf.label}`;
    const key = note(machine);
    if (!asked.has(key) && !before.has(key)) records.put(key, machine);
    asked.add(key);
    return key;
  };
  const find = (key: string): Machine | undefined => {
    const end = key.lastIndexOf("/");
    if (end >= 0) {
      const parent = byKey.has(key) ? undefined : find(key.slice(0, end));
      const processor = parent && processorIn(parent.compiled.program, key.slice(end + 1));
      if (parent && processor) add(machineOfProcessor(parent, processor, parent.creationDate.getTime()), key);
      return byKey.get(key);
    }
    asked.add(key);
    const kept = before.get(key);
    if (!byKey.has(key) && kept) {
      const { creationDate, ...machine } = kept;
      const restored = { ...machine, creationDate: new Date(creationDate) };
      add(lazily(restored, { compiled: () => compile(kept) }), key);
    }
    return byKey.get(key);
  };

  return {
    keep,
    find,
    note: (machine) => void note(machine),
    end() {
      const newer = new Map<string, number>();
      // Those that have ended say which they were of when somebody asks.
      for (const [key, { arn }] of [...before].reverse()) {
        newer.set(arn, (newer.get(arn) ?? 0) + 1);
        if (asked.has(key) || newer.get(arn)! <= REMEMBERED) continue;
        before.delete(key);
        records.delete(key);
      }
    },
  };
};
