import { defineEvent, type EventContract } from "@sourdough/events-schema";
import type { ContractFile } from "@sourdough/events-schema/repository";
import * as z from "zod";
import { fileOf } from "./check/rules.ts";
import type { Store } from "./registry/store.ts";

/** A store without a disk. */
export function memoryStore(files: Record<string, string> = {}): Store & { files: Record<string, string> } {
  return {
    files,
    list: async () => Object.keys(files).sort(),
    read: async (file) => files[file],
    async write(file, text) {
      if (file in files && file !== "lock.json") throw new Error(`${file} is there already`);
      files[file] = text;
    },
  };
}

const data = z.object({
  sku: z.string().describe("Product code."),
  reason: z.enum(["dry", "burnt"]).describe("What is wrong with it."),
});

/** An event to try changes on. */
export const BreadBinned = defineEvent({
  source: "sourdough.inventory",
  name: "BreadBinned",
  version: 1,
  description: "A loaf cannot be sold.",
  data,
  examples: [
    { sku: "rye", reason: "dry" },
    { sku: "bun", reason: "burnt" },
  ],
  delivery: "Once per loaf.",
  personal: [],
  lifecycle: { status: "active", since: "2026-11-23" },
});

/** The same event with other fields, and examples that have them. */
export const withData = (fields: z.ZodRawShape, example: Record<string, unknown> = {}): EventContract => {
  const changed = data.extend(fields);
  const [one, two] = BreadBinned.examples;
  return defineEvent({
    source: "sourdough.inventory",
    name: "BreadBinned",
    version: 1,
    description: "A loaf cannot be sold.",
    data: changed as z.ZodObject,
    examples: [
      { ...one, ...example },
      { ...two, ...example },
    ],
    delivery: "Once per loaf.",
    personal: [],
    lifecycle: { status: "active", since: "2026-11-23" },
  });
};

/** A contract in the file where it belongs. */
export const inFile = (contract: EventContract, file = fileOf(contract)): ContractFile => ({
  file,
  exportName: contract.version === 1 ? contract.name : `${contract.name}V${contract.version}`,
  contract,
});
