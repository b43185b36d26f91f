import { eventJsonSchema } from "@sourdough/events-schema";
import { type ContractFile, titleOf } from "@sourdough/events-schema/repository";
import { meansTheSame } from "../compatibility/changes.ts";
import { breaks, defaultCompatibility, type Hurts } from "../compatibility/compatibility.ts";
import { readRegistry, revisionsOf, versionKey, writeRevisions } from "./registry.ts";
import type { Store } from "./store.ts";

/**
 * Writes versions that are not registered, and revisions for changes that their mode allows or that hurt nobody;
 * returns the files. Throws, and writes nothing, when a registered file was changed or a contract breaks what is
 * registered.
 */
export async function register(
  store: Store,
  contracts: readonly ContractFile[],
  hurts: (file: ContractFile) => Hurts = () => () => true,
): Promise<string[]> {
  const registry = await readRegistry(store);
  const [problem] = registry.problems;
  if (problem) throw new Error(`${problem.subject} ${problem.rule}; ${problem.remedy}`);
  const removeAfter = { ...registry.lock.removeAfter };
  const missing = contracts.flatMap((file) => {
    const { contract } = file;
    const version = versionKey(contract);
    const title = titleOf(contract);
    if (contract.lifecycle.status === "deprecated") removeAfter[version] = contract.lifecycle.removeAfter;
    else delete removeAfter[version];
    const schema = eventJsonSchema(contract);
    const revisions = revisionsOf(registry.registered, version);
    const last = revisions.at(-1);
    if (last && meansTheSame(last.schema, schema)) return [];
    if (breaks(revisions, schema, contract.compatibility ?? defaultCompatibility).some(hurts(file)))
      throw new Error(
        `${title} breaks what is registered, which never changes; npm run contracts -- check says how`,
      );
    return [{ version, title, schema }];
  });
  return writeRevisions(store, registry, missing, removeAfter);
}
