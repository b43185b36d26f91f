import { join, relative } from "node:path";
import {
  type ContractFile,
  type Declared,
  loadConsumers,
  loadContracts,
  titleOf,
} from "@sourdough/events-schema/repository";
import { bundleFunctions, synthesize } from "sourdough-local/synth";
import { type Registry, readRegistry, revisionsOf, versionKey } from "../registry/registry.ts";
import { workingTree } from "../registry/store.ts";
import { ownerOf, readingsOf } from "../usage.ts";
import type { Uses } from "./deployments.ts";

/** What the repository says about events. */
export interface Sources {
  readonly contracts: readonly ContractFile[];
  readonly registry: Registry;
  readonly consumers: ReadonlyMap<string, Declared>;
  /** Files whose code is in the functions of each service. */
  readonly bundled: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * The versions a service publishes. Of an event that its functions know, the newest they know: older ones are in them
 * for its upcast. State machines name events without a version, and publish those that are not deprecated.
 */
export function publishedBy(
  { contracts, bundled }: Pick<Sources, "contracts" | "bundled">,
  service: string,
): ContractFile[] {
  const own = contracts.filter((file) => ownerOf(file) === service);
  const code = bundled.get(service) ?? new Set();
  return [...Map.groupBy(own, ({ contract }) => contract.name).values()].flatMap((versions) => {
    const known = versions.filter(({ file }) => code.has(file));
    const [newest] = known.sort((one, other) => other.contract.version - one.contract.version);
    return newest ?? versions.filter(({ contract }) => contract.lifecycle.status === "active");
  });
}

/** What a project publishes and takes as it is here. Throws when one of that is not registered. */
export function usesOf(sources: Sources, project: string): Uses {
  const { contracts, registry, consumers } = sources;
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
  const taken = contracts.filter((file) =>
    readingsOf(consumers, file).some(({ service }) => service === project),
  );
  return { publishes: revisions(publishedBy(sources, project)), takes: revisions(taken) };
}

export async function loadSources(root: string): Promise<Sources> {
  const [{ contracts, problems }, registry, { consumers }, bundled] = await Promise.all([
    loadContracts(root),
    readRegistry(workingTree(root)),
    loadConsumers(root),
    loadBundled(root),
  ]);
  const [problem] = [...problems, ...registry.problems];
  if (problem) throw new Error(`${problem.subject} ${problem.rule}; ${problem.remedy}`);
  return { contracts, registry, consumers, bundled };
}

/** From the graph: what the functions of each service are bundled of. */
async function loadBundled(root: string): Promise<Sources["bundled"]> {
  const { graph } = await synthesize({ root, onProgress: (message) => console.error(message) });
  const bundles = await bundleFunctions(graph, { folder: join(root, ".local/bundles") });
  const bundled = new Map<string, Set<string>>();
  for (const { handler, sources } of bundles) {
    const service = relative(root, handler).split(/[/\\]/)[1] ?? handler;
    const files = bundled.get(service) ?? new Set();
    bundled.set(service, files);
    for (const source of sources) files.add(relative(root, source).replaceAll("\\", "/"));
  }
  return bundled;
}
