import type { EventContract } from "./event.ts";
import * as exported from "./index.ts";

const isContract = (value: unknown): value is EventContract =>
  typeof value === "object" && value !== null && "lifecycle" in value && "examples" in value;

const values: unknown[] = Object.values(exported);

/** Every version of every event. */
export const contracts: readonly EventContract[] = values.filter(isContract);
