import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";

const Taken = z.looseObject({
  source: z.string(),
  name: z.string(),
  version: z.number(),
  reads: z.array(z.string()),
});
const Module = z.looseObject({ consumes: z.record(z.string(), z.array(Taken)) });

/** What one consumer of a service reads of one version of an event. */
export interface Reading {
  service: string;
  consumer: string;
  source: string;
  name: string;
  version: number;
  /** Paths in `data`: `customer.email`, `lines.sku`. */
  paths: readonly string[];
}

/** What `services/<service>/src/consumes.ts` declares, of every service. */
export async function loadReadings(root: string): Promise<Reading[]> {
  const files = globSync("services/*/src/consumes.ts", { cwd: root }).sort();
  const readings = await Promise.all(
    files.map(async (file) => {
      const { consumes } = Module.parse(await import(pathToFileURL(join(root, file)).href));
      const service = file.split(/[/\\]/)[1] ?? file;
      return Object.entries(consumes).flatMap(([consumer, events]) =>
        events.map(({ source, name, version, reads }) => ({
          service,
          consumer,
          source,
          name,
          version,
          paths: reads,
        })),
      );
    }),
  );
  return readings.flat();
}

const isBelow = (path: string, other: string) => path === other || path.startsWith(`${other}.`);

/** Whether a consumer reads the field at a path such as `data.lines[].sku`, something in it, or what it is in. */
export function isRead({ paths }: Pick<Reading, "paths">, path: string): boolean {
  const plain = path.replaceAll(/\[\d*\]/g, "");
  if (!plain.startsWith("data.")) return true;
  const field = plain.slice("data.".length);
  return paths.some((read) => isBelow(read, field) || isBelow(field, read));
}
