import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Consumers, EventContract } from "@sourdough/events-schema";
import { channels } from "@sourdough/events-schema/http";
import { synthesize } from "@sourdough/local-cloud/src/synth/synthesize.ts";
import * as z from "zod";
import { titleOf } from "./event-shape.ts";
import { createLocator } from "./locate.ts";
import type { Declared } from "./proof.ts";
import type { Subject } from "./prove.ts";

const isContract = (value: unknown): value is EventContract =>
  typeof value === "object" &&
  value !== null &&
  "delivery" in value &&
  "detail" in value &&
  !("reads" in value);

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

/** Every event contract there is, with its file. */
export const loadContracts = async (root: string): Promise<Pick<Subject, "contracts" | "contractFiles">> => {
  const contracts: EventContract[] = [];
  const contractFiles = new Map<string, string>();
  for (const file of globSync("events-schema/src/*/*.v[0-9]*.ts", { cwd: root }).sort()) {
    const module = (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
    for (const contract of Object.values(module).filter(isContract)) {
      contracts.push(contract);
      contractFiles.set(titleOf(contract), file);
    }
  }
  return { contracts, contractFiles };
};

/** The repository as it is. */
export const loadSubject = async (root: string): Promise<Subject> => {
  const [{ graph }, consumers, contracts] = await Promise.all([
    synthesize({ root, onProgress: (message) => console.error(message) }),
    loadConsumers(root),
    loadContracts(root),
  ]);
  return { graph, ...consumers, ...contracts, channels, locator: createLocator(root) };
};
