import { globSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readSystem } from "@sourdough/event-proof";
import { loadConsumers, loadContracts } from "@sourdough/events-schema/repository";
import { synthesize } from "sourdough-local/synth";
import { asyncApi } from "./async-api.ts";
import { cataloguePage } from "./catalogue.ts";
import { eventPage } from "./event-page.ts";
import { type DocumentedEvent, documentEvents } from "./model.ts";
import { allRoutes, waysOf } from "./ways.ts";

/** Where the generated pages are. */
export const docsFolder = "docs/events";

/** Every generated file by name. */
export const documents = (events: readonly DocumentedEvent[]): Map<string, string> =>
  new Map([
    ["README.md", cataloguePage(events)],
    ["asyncapi.json", `${JSON.stringify(asyncApi(events), null, 2)}\n`],
    ...events.map((event) => [`${event.name}.md`, eventPage(event)] as const),
  ]);

/** Files that are not what they would be when written now: missing, changed or left over. */
export async function drift(folder: string, wanted: ReadonlyMap<string, string>): Promise<string[]> {
  const names = new Set([...wanted.keys(), ...globSync("*.{md,json}", { cwd: folder })]);
  const drifted: string[] = [];
  for (const name of [...names].sort()) {
    const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (text !== wanted.get(name)) drifted.push(name);
  }
  return drifted;
}

/** What the repository's events are documented as. */
export async function loadDocumented(root: string): Promise<DocumentedEvent[]> {
  const [{ graph }, { consumers }, { contracts }] = await Promise.all([
    synthesize({ root, onProgress: (message) => console.error(message) }),
    loadConsumers(root),
    loadContracts(root),
  ]);
  const system = readSystem(graph);
  const routes = allRoutes(system);
  return documentEvents({ contracts, consumers, waysOf: (contract) => waysOf(system, routes, contract) });
}

/** Writes the pages; with `onlyCheck` says which are not up to date, and gives exit code 1 if any. */
export async function runDocs(root: string, onlyCheck: boolean): Promise<number> {
  const folder = join(root, docsFolder);
  const wanted = documents(await loadDocumented(root));
  const drifted = await drift(folder, wanted);
  if (onlyCheck) {
    for (const name of drifted) console.error(`✗ ${docsFolder}/${name} is not what the contracts say`);
    if (drifted.length > 0) console.error("    npm run contracts -- docs, and commit what it writes");
    else console.log(`${wanted.size} files in ${docsFolder} are up to date`);
    return drifted.length > 0 ? 1 : 0;
  }
  await mkdir(folder, { recursive: true });
  for (const name of drifted) {
    const text = wanted.get(name);
    await (text === undefined ? rm(join(folder, name)) : writeFile(join(folder, name), text));
  }
  console.log(
    drifted.length === 0
      ? `${wanted.size} files in ${docsFolder} are up to date`
      : drifted.map((name) => `${wanted.has(name) ? "wrote" : "removed"} ${docsFolder}/${name}`).join("\n"),
  );
  return 0;
}
