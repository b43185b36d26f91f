import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ContractFile, type Declared, loadConsumers } from "@sourdough/events-schema/repository";

/** What one consumer of a service reads of one version of an event. */
export interface Reading {
  service: string;
  consumer: string;
  /** Paths in `data`: `customer.email`, `lines.sku`. */
  paths: readonly string[];
}

/** Which services have to do with a version of an event. */
export interface Usage {
  publishers: string[];
  consumers: string[];
  /** What consumers say they read; absent when nobody knows. */
  readings?: readonly Reading[];
}

/** The service an event belongs to, by its source. */
export const ownerOf = ({ contract }: ContractFile): string => contract.source.replace(/^sourdough\./, "");

/** What is declared to be read of one version. */
export const readingsOf = (
  consumers: ReadonlyMap<string, Declared>,
  { contract: { source, name, version } }: ContractFile,
): Reading[] =>
  [...consumers].flatMap(([consumer, { service, events }]) =>
    events
      .filter((event) => event.source === source && event.name === name && event.version === version)
      .map(({ reads }) => ({ service, consumer, paths: reads })),
  );

/** Who publishes a version (the service its source names) and who consumes it (declares that in its `consumes.ts`). */
export function usageIn(
  consumers: ReadonlyMap<string, Declared>,
  file: ContractFile,
  isService: (name: string) => boolean,
): Usage {
  const readings = readingsOf(consumers, file);
  return {
    publishers: [ownerOf(file)].filter(isService),
    consumers: [...new Set(readings.map(({ service }) => service))].sort(),
    readings,
  };
}

/** Who publishes and takes what, from the services of the repository. */
export async function loadUsage(root: string): Promise<(file: ContractFile) => Usage> {
  const { consumers } = await loadConsumers(root);
  const isService = (name: string) => existsSync(join(root, "services", name));
  return (file) => usageIn(consumers, file, isService);
}

const isBelow = (path: string, other: string) => path === other || path.startsWith(`${other}.`);

/** Whether a consumer reads the field at a path such as `data.lines[].sku`, something in it, or what it is in. */
export function isRead({ paths }: Pick<Reading, "paths">, path: string): boolean {
  const plain = path.replaceAll(/\[\d*\]/g, "");
  if (!plain.startsWith("data.")) return true;
  const field = plain.slice("data.".length);
  return paths.some((read) => isBelow(read, field) || isBelow(field, read));
}

/** Consumers that read a field, as `payments (SettlePayment)`; undefined when nobody can tell. */
export const readersOf = ({ readings }: Usage, path: string): string[] | undefined =>
  readings
    ?.filter((reading) => isRead(reading, path))
    .map(({ service, consumer }) => `${service} (${consumer})`);
