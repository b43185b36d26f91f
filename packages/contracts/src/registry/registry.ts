import { createHash } from "node:crypto";
import { type EventContract, JsonSchema } from "@sourdough/events-schema";
import type { Problem } from "@sourdough/events-schema/repository";
import * as z from "zod";
import type { Store } from "./store.ts";

/** Registered versions as JSON Schema, and what proves that nobody changed them. */
export const registryFolder = "events-schema/registered";
const lockFile = "lock.json";

const Lock = z.strictObject({
  /** SHA-256 of the schemas. */
  sha256: z.record(z.string(), z.string()),
  /** Days after which a version may be gone. */
  removeAfter: z.record(z.string(), z.string()),
});
type Lock = z.infer<typeof Lock>;

/** A version of an event as it was published once; a later revision of it is a compatible change. */
export interface Registered {
  file: string;
  /** `sourdough.orders/OrderPlaced.v1` */
  version: string;
  revision: number;
  schema: JsonSchema;
}

export interface Registry {
  registered: Registered[];
  lock: Lock;
  problems: Problem[];
}

export const versionKey = ({ source, name, version }: EventContract) => `${source}/${name}.v${version}`;
const fileName = (version: string, revision: number) =>
  revision === 1 ? `${version}.json` : `${version}.r${revision}.json`;

const annotations = ["$schema", "$id", "title", "description", "x-personal", "readOnly"] as const;

/** Without what says nothing about which values are allowed. */
export function withoutAnnotations(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutAnnotations);
  if (typeof schema !== "object" || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([name, value]) => !annotations.some((annotation) => annotation === name) || typeof value === "object",
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutAnnotations(value)]));
}

const hash = (schema: unknown) =>
  createHash("sha256")
    .update(JSON.stringify(schema) ?? "")
    .digest("hex");

const byRevision = (one: Registered, other: Registered) => one.revision - other.revision;

/** Revisions of one version, oldest first. */
export const revisionsOf = (registered: readonly Registered[], version: string): Registered[] =>
  registered.filter((one) => one.version === version).sort(byRevision);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

function readFile(file: string, text: string, expected: string | undefined): Registered | Problem {
  const subject = `${registryFolder}/${file}`;
  const named = /^(.+\.v\d+)(?:\.r(\d+))?\.json$/.exec(file);
  const json = parseJson(text);
  if (expected !== hash(json))
    return {
      subject,
      rule:
        expected === undefined
          ? "is not in lock.json: registered versions are written by the command alone"
          : "was changed by hand: a registered version never changes",
      remedy: "put it back (git checkout), change the contract, then npm run contracts -- register",
    };
  const schema = JsonSchema.safeParse(json);
  if (!named?.[1] || !schema.success)
    return { subject, rule: "is no registered version", remedy: "remove it" };
  return { file, version: named[1], revision: Number(named[2] ?? 1), schema: schema.data };
}

/** What is registered in a store, with everything that shows that the files are not as they were written. */
export async function readRegistry(store: Store): Promise<Registry> {
  const problems: Problem[] = [];
  const files = (await store.list()).filter((file) => file !== lockFile);
  const lockText = await store.read(lockFile);
  const parsed = Lock.safeParse(parseJson(lockText ?? '{"sha256":{},"removeAfter":{}}'));
  const lock = parsed.data ?? { sha256: {}, removeAfter: {} };
  if (!parsed.success)
    problems.push({
      subject: `${registryFolder}/${lockFile}`,
      rule: "is no lock of registered versions",
      remedy: "put it back (git checkout)",
    });
  const registered: Registered[] = [];
  for (const file of files) {
    const read = readFile(file, (await store.read(file)) ?? "", lock.sha256[file]);
    if ("rule" in read) problems.push(read);
    else registered.push(read);
  }
  for (const file of Object.keys(lock.sha256))
    if (!files.includes(file))
      problems.push({
        subject: `${registryFolder}/${file}`,
        rule: "is gone: a registered version stays, since events of it may be in archives and dead-letter queues",
        remedy: "put it back (git checkout)",
      });
  return { registered, lock, problems };
}

/** Writes what is not there yet; returns the files. Never writes over one. */
export async function writeRevisions(
  store: Store,
  registry: Registry,
  missing: readonly { version: string; title: string; schema: JsonSchema }[],
  removeAfter: Lock["removeAfter"],
): Promise<string[]> {
  const written: string[] = [];
  const sha256 = { ...registry.lock.sha256 };
  for (const { version, title, schema } of missing) {
    const revision = (revisionsOf(registry.registered, version).at(-1)?.revision ?? 0) + 1;
    const json = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: revision === 1 ? title : `${title}, revision ${revision}`,
      ...JsonSchema.parse(withoutAnnotations(schema)),
    };
    const file = fileName(version, revision);
    await store.write(file, `${JSON.stringify(json, null, 2)}\n`);
    sha256[file] = hash(json);
    written.push(file);
  }
  const sorted = (record: Record<string, string>) =>
    Object.fromEntries(Object.entries(record).sort(([one], [other]) => one.localeCompare(other)));
  const lock = { sha256: sorted(sha256), removeAfter: sorted(removeAfter) };
  const text = `${JSON.stringify(lock, null, 2)}\n`;
  if (text !== (await store.read(lockFile))) await store.write(lockFile, text);
  return written;
}
