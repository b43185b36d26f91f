import { channels } from "@sourdough/events-schema/http";
import { loadConsumers, loadContracts } from "@sourdough/events-schema/repository";
import { synthesize } from "sourdough-local/synth";
import { titleOf } from "./event-schema.ts";
import type { Subject } from "./prove.ts";
import { createLocator } from "./source-locator.ts";

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
