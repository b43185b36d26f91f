import { type ContractFile, loadContracts, titleOf } from "@sourdough/events-schema/repository";
import { loadReadings, type Reading } from "../readings.ts";
import { type Registry, readRegistry, revisionsOf, versionKey } from "../registry/registry.ts";
import { workingTree } from "../registry/store.ts";
import { publishedIn, type SourceText, serviceSources } from "../usage.ts";
import type { Uses } from "./deployments.ts";

/** What the repository says about events. */
export interface Sources {
  readonly contracts: readonly ContractFile[];
  readonly registry: Registry;
  readonly readings: readonly Reading[];
  readonly code: readonly SourceText[];
}

/** What a project publishes and takes as it is here. Throws when one of that is not registered. */
export function usesOf({ contracts, registry, readings, code }: Sources, project: string): Uses {
  const revisions = (files: readonly ContractFile[]) =>
    Object.fromEntries(
      files
        .map(({ contract }) => {
          const version = versionKey(contract);
          const last = revisionsOf(registry.registered, version).at(-1);
          if (!last) throw new Error(`${titleOf(contract)} is not registered: npm run contracts -- register`);
          return [version, last.revision] as const;
        })
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  const taken = contracts.filter(({ contract: { source, name, version } }) =>
    readings.some(
      (reading) =>
        reading.service === project &&
        reading.source === source &&
        reading.name === name &&
        reading.version === version,
    ),
  );
  return { publishes: revisions(publishedIn(code, project, contracts)), takes: revisions(taken) };
}

export async function loadSources(root: string): Promise<Sources> {
  const [{ contracts, problems }, registry, readings, code] = await Promise.all([
    loadContracts(root),
    readRegistry(workingTree(root)),
    loadReadings(root),
    serviceSources(root),
  ]);
  const [problem] = [...problems, ...registry.problems];
  if (problem) throw new Error(`${problem.subject} ${problem.rule}; ${problem.remedy}`);
  return { contracts, registry, readings, code };
}
