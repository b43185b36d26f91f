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
  readonly size: number;
}

export const createVersions = (files: Files): Versions => {
  const byKey = new Map<string, ObjectVersion[]>();
  let sorted: string[] | undefined = [];

  const remove = (version: ObjectVersion) => {
    const { key } = version;
    const versions = byKey.get(key);
    const at = versions?.indexOf(version) ?? -1;
    if (!versions || at < 0) return;
    versions.splice(at, 1);
    files.release(version.segments);
    if (versions[0]) delete versions[0].noncurrentSince;
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
        if (versions[0]) versions[0].noncurrentSince = now;
        versions.unshift(version);
        if (former) remove(former);
      } else {
        byKey.set(draft.key, [version]);
        sorted = undefined;
      }
      return version;
    },
    remove,
    get size() {
      return byKey.size;
    },
  };
};
