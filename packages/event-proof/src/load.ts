import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { channels } from "@sourdough/events-schema/http";
import { loadConsumers, loadContracts } from "@sourdough/events-schema/repository";
import type { DurableDryRun } from "@sourdough/lambda-kit/durable-testing";
import { synthesize } from "sourdough-local/synth";
import { titleOf } from "./event-schema.ts";
import type { Subject } from "./prove.ts";
import { createLocator } from "./source-locator.ts";
import { pascal } from "./system.ts";

/** The repository as it is. */
export const loadSubject = async (root: string): Promise<Subject> => {
  const [{ graph }, consumers, { contracts }, dryRuns] = await Promise.all([
    synthesize({ root, onProgress: (message) => console.error(message) }),
    loadConsumers(root),
    loadContracts(root),
    loadDryRuns(root),
  ]);
  return {
    graph,
    ...consumers,
    dryRuns,
    contracts: contracts.map(({ contract }) => contract),
    contractFiles: new Map(contracts.map(({ contract, file }) => [titleOf(contract), file])),
    channels,
    locator: createLocator(root),
  };
};

const suffix = ".dry-run.ts";

/** `fulfil-order.dry-run.ts` among a service's tests runs the durable function `FulfilOrder`. */
const loadDryRuns = async (root: string): Promise<Map<string, DurableDryRun>> => {
  const files = globSync(`services/*/test/*${suffix}`, { cwd: root });
  return new Map(
    await Promise.all(
      files.map(async (file) => {
        const { dryRun } = (await import(pathToFileURL(join(root, file)).href)) as { dryRun: DurableDryRun };
        return [pascal(basename(file, suffix)), dryRun] as const;
      }),
    ),
  );
};
