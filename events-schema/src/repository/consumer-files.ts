import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import type { EventContract } from "../event.ts";
import type { Consumers, Reads } from "../reads.ts";

/** What one consumer says it takes. */
export interface Declared {
  /** Below the root of the repository: `services/payments/src/consumes.ts`. */
  file: string;
  /** `payments` */
  service: string;
  events: readonly (EventContract & Reads)[];
}

const Module = z.looseObject({
  consumes: z.record(z.string(), z.array(z.looseObject({ name: z.string() }))).optional(),
  inputs: z.record(z.string(), z.instanceof(z.ZodType)).optional(),
});

/**
 * What the services say they take, from `consumes.ts` of each: events by the name of their consumer, and the schemas of
 * what functions and state machines take from elsewhere than the bus. Throws when two consumers have one name.
 */
export async function loadConsumers(
  root: string,
): Promise<{ consumers: Map<string, Declared>; inputs: Map<string, z.ZodType> }> {
  const consumers = new Map<string, Declared>();
  const inputs = new Map<string, z.ZodType>();
  for (const file of globSync("services/*/src/consumes.ts", { cwd: root }).sort()) {
    const module = Module.parse(await import(pathToFileURL(join(root, file)).href));
    const service = file.split(/[/\\]/)[1] ?? file;
    for (const [name, events] of Object.entries((module.consumes ?? {}) as unknown as Consumers)) {
      const other = consumers.get(name);
      if (other)
        throw new Error(`${name} is a consumer in ${other.file} and in ${file}: rename one of them.`);
      consumers.set(name, { file, service, events });
    }
    for (const [name, schema] of Object.entries(module.inputs ?? {})) inputs.set(name, schema);
  }
  return { consumers, inputs };
}
