import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContractFile } from "@sourdough/events-schema/repository";
import { isRead, type Reading } from "./readings.ts";

/** Which services have to do with a version of an event. */
export interface Usage {
  publishers: string[];
  consumers: string[];
  /** What consumers say they read; absent when nobody knows. */
  readings?: readonly Reading[];
}

/** A file of a service. */
export interface SourceText {
  service: string;
  text: string;
}

const contractImport = /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+"@sourdough\/events-schema"/g;

const importedNames = (text: string): Set<string> => {
  const names = [...text.matchAll(contractImport)].flatMap(([, list]) => list?.split(",") ?? []);
  return new Set(
    names.map((name) =>
      name
        .trim()
        .replace(/^type\s+/, "")
        .replace(/\s+as\s.*$/s, ""),
    ),
  );
};

/** A service that imports one of its own events publishes it, and consumes it only where it asks for it. */
const asksFor = (text: string, name: string) =>
  new RegExp(
    `(?:\\bpattern(?:Where)?\\(|\\bparseEvent\\(\\s*\\[|\\bevents:\\s*\\[|\\breads\\()[^)\\]]*\\b${name}\\b`,
  ).test(text);

/** Who publishes a version (the service its source names) and who consumes it (imports its contract). */
export function usageIn(sources: readonly SourceText[], { contract, exportName }: ContractFile): Usage {
  const owner = contract.source.replace(/^sourdough\./, "");
  const consumers = sources
    .filter(({ text }) => importedNames(text).has(exportName))
    .filter(({ service, text }) => service !== owner || asksFor(text, exportName))
    .map(({ service }) => service);
  const publishers = sources.some(({ service }) => service === owner) ? [owner] : [];
  return { publishers, consumers: [...new Set(consumers)].sort() };
}

/**
 * The versions a service publishes. Of an event that its code imports, those; state machines name events without
 * importing them, and publish those that are not deprecated.
 */
export function publishedIn(
  sources: readonly SourceText[],
  service: string,
  contracts: readonly ContractFile[],
): ContractFile[] {
  const own = contracts.filter(({ contract }) => contract.source === `sourdough.${service}`);
  const code = sources.filter((source) => source.service === service);
  const imported = ({ exportName }: ContractFile) =>
    code.some(({ text }) => importedNames(text).has(exportName) && !asksFor(text, exportName));
  return [...Map.groupBy(own, ({ contract }) => contract.name).values()].flatMap((versions) => {
    const named = versions.filter(imported);
    return named.length > 0
      ? named
      : versions.filter(({ contract }) => contract.lifecycle.status === "active");
  });
}

/** What is declared to be read of one version. */
export const readingsOf = (readings: readonly Reading[], { contract }: ContractFile): Reading[] =>
  readings.filter(
    ({ source, name, version }) =>
      source === contract.source && name === contract.name && version === contract.version,
  );

/** Consumers that read a field, as `payments (SettlePayment)`; undefined when nobody can tell. */
export const readersOf = ({ readings }: Usage, path: string): string[] | undefined =>
  readings
    ?.filter((reading) => isRead(reading, path))
    .map(({ service, consumer }) => `${service} (${consumer})`);

/** The code of every service, without its tests. */
export async function serviceSources(root: string): Promise<SourceText[]> {
  const files = globSync("services/*/{*.ts,src/**/*.ts}", {
    cwd: root,
    exclude: ["**/*.test.ts", "**/testing/**"],
  });
  return Promise.all(
    files.map(async (file) => ({
      service: file.split(/[/\\]/)[1] ?? "",
      text: await readFile(join(root, file), "utf8"),
    })),
  );
}
