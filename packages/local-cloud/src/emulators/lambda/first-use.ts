import { z } from "zod";
import type { State } from "../../state/state.ts";
import type { LambdaFunction } from "./functions.ts";

const kept = z.object({ run: z.number(), place: z.number() });
type Use = z.output<typeof kept>;

/** In which order functions were used first, over restarts. */
export interface FirstUse {
  /** Those that the last run used come first, in its order; then those of the run before it, and so on. */
  sorted(functions: readonly LambdaFunction[]): LambdaFunction[];
  note(name: string): void;
}

const NEVER: Use = { run: 0, place: 0 };

/** Which functions somebody needs, and which of them first, nothing in a config says. */
export const createFirstUse = (state: Pick<State, "records">): FirstUse => {
  const records = state.records<Use, Use>("lambda/first-use", kept);
  const uses = new Map(records.read());
  const run = Math.max(0, ...[...uses.values()].map((use) => use.run)) + 1;
  const noted = new Set<string>();
  return {
    sorted(functions) {
      const useOf = ({ name }: LambdaFunction) => uses.get(name) ?? NEVER;
      return functions.toSorted((a, b) => useOf(b).run - useOf(a).run || useOf(a).place - useOf(b).place);
    },
    note(name) {
      if (noted.has(name)) return;
      records.put(name, { run, place: noted.size });
      noted.add(name);
    },
  };
};
