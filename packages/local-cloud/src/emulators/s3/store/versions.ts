import { randomBytes } from "node:crypto";
import { compareKeys } from "../names.ts";
import type { Files } from "./files.ts";
import type { ObjectVersion } from "./model.ts";

/** The id of the one version where a bucket keeps no others. */
export const NULL_VERSION = "null";

export type Versioning = "Enabled" | "Suspended" | undefined;

const newVersionId = () => randomBytes(24).toString("base64url");

/** The objects of a bucket: of each key its versions, newest first. */
export interface Versions {
  /** The newest version, which may be a delete marker. */
  newest(key: string): ObjectVersion | undefined;
  find(key: string, versionId: string): ObjectVersion | undefined;
  of(key: string): readonly ObjectVersion[];
  /** In the order of their UTF-8 bytes. */
  keys(): readonly string[];
  /** Adds a version, and takes the place of the one without an id where versions are not kept. */
  put(version: Omit<ObjectVersion, "versionId">, versioning: Versioning, now: number): ObjectVersion;
  remove(version: ObjectVersion): void;
  /** To be told when a version says something else than before. */
  changed(version: ObjectVersion): void;
  readonly size: number;
}

const sinceOf = ({ noncurrentSince = Number.MAX_VALUE }: ObjectVersion) => noncurrentSince;

/** What of versions outlasts the process. */
export interface KeptVersions {
  put(version: ObjectVersion): void;
  delete(version: ObjectVersion): void;
}

/** `left` is what the run before had, in any order. */
export const createVersions = (
  files: Files,
  kept: KeptVersions,
  left: readonly ObjectVersion[] = [],
): Versions => {
  const byKey = Map.groupBy(left, ({ key }) => key);
  for (const versions of byKey.values()) versions.reverse().sort((a, b) => sinceOf(b) - sinceOf(a));
  for (const { segments } of left) files.hold(segments);
  let sorted: string[] | undefined;

  const remove = (version: ObjectVersion) => {
    const { key } = version;
    const versions = byKey.get(key);
    const at = versions?.indexOf(version) ?? -1;
    if (!versions || at < 0) return;
    versions.splice(at, 1);
    kept.delete(version);
    files.release(version.segments);
    if (versions[0]?.noncurrentSince !== undefined) {
      delete versions[0].noncurrentSince;
      kept.put(versions[0]);
    }
    if (versions.length > 0) return;
    byKey.delete(key);
    sorted = undefined;
  };

  return {
    newest: (key) => byKey.get(key)?.[0],
    find: (key, versionId) => byKey.get(key)?.find((version) => version.versionId === versionId),
    of: (key) => byKey.get(key) ?? [],
    keys() {
      sorted ??= [...byKey.keys()].sort(compareKeys);
      return sorted;
    },
    put(draft, versioning, now) {
      const versionId = versioning === "Enabled" ? newVersionId() : NULL_VERSION;
      const version: ObjectVersion = { ...draft, versionId };
      files.hold(version.segments);
      const former =
        versionId === NULL_VERSION
          ? byKey.get(draft.key)?.find((one) => one.versionId === NULL_VERSION)
          : undefined;
      const versions = byKey.get(draft.key);
      if (versions) {
        const newest = versions[0];
        if (newest) {
          newest.noncurrentSince = now;
          kept.put(newest);
        }
        versions.unshift(version);
        if (former) remove(former);
      } else {
        byKey.set(draft.key, [version]);
        sorted = undefined;
      }
      kept.put(version);
      return version;
    },
    remove,
    changed: kept.put,
    get size() {
      return byKey.size;
    },
  };
};
