import { z } from "zod";
import type { Records, State } from "../../state/state.ts";

interface Kept<Value> {
  readonly value: Value;
}

/** A map that outlasts the process. What it holds must not be changed in place. */
class KeptMap<Value> extends Map<string, Value> {
  readonly #records: Records<Kept<Value>, Kept<Value>>;

  constructor(records: Records<Kept<Value>, Kept<Value>>) {
    super();
    for (const [key, { value }] of records.read()) super.set(key, value);
    this.#records = records;
  }

  override set(key: string, value: Value): this {
    this.#records.put(key, { value });
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.#records.delete(key);
    return super.delete(key);
  }
}

export const keptMap = <Value>(state: State, name: string, shape: z.ZodType): Map<string, Value> =>
  new KeptMap<Value>(state.records<Kept<Value>, Kept<Value>>(name, z.object({ value: shape })));
