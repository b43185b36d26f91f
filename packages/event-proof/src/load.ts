import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Consumers } from "@sourdough/events-schema";
import { channels } from "@sourdough/events-schema/http";
import { loadContracts } from "@sourdough/events-schema/repository";
import { synthesize } from "@sourdough/local-cloud/src/synth/synthesize.ts";
import * as z from "zod";
import { titleOf } from "./event-shape.ts";
import { createLocator } from "./locate.ts";
import type { Declared } from "./proof.ts";
import type { Subject } from "./prove.ts";

const Module = z.looseObject({
  consumes: z.record(z.string(), z.array(z.looseObject({ name: z.string() }))).optional(),
  inputs: z.record(z.string(), z.instanceof(z.ZodType)).optional(),
});

/** What the services say they take, from `consumes.ts` of each. */
export const loadConsumers = async (root: string): Promise<Pick<Subject, "consumers" | "inputs">> => {
  const consumers = new Map<string, Declared>();
  const inputs = new Map<string, z.ZodType>();
  for (const file of globSync("services/*/src/consumes.ts", { cwd: root }).sort()) {
    const module = Module.parse(await import(pathToFileURL(join(root, file)).href));
    for (const [name, events] of Object.entries((module.consumes ?? {}) as unknown as Consumers)) {
      const other = consumers.get(name);
      if (other)
        throw new Error(`${name} is a consumer in ${other.file} and in ${file}: rename one of them.`);
      consumers.set(name, { file, events });
    }
    for (const [name, schema] of Object.entries(module.inputs ?? {})) inputs.set(name, schema);
  }
  return { consumers, inputs };
};

/** The repository as it is. */
export const loadSubject = async (root: string): Promise<Subject> => {
  const [{ graph }, consumers, { contracts }] = await Promise.all([
    synthesize({ root, onProgress: (message) => console.error(message) }),
    loadConsumers(root),
    loadContracts(root),
  ]);
  return {
    graph,
    ...consumers,
    contracts: contracts.map(({ contract }) => contract),
    contractFiles: new Map(contracts.map(({ contract, file }) => [titleOf(contract), file])),
    channels,
    locator: createLocator(root),
  };
};
