import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { arnOf } from "../../../core/arn.ts";
import type { Cloud } from "../../../core/cloud.ts";
import { unpackArchive } from "../bundle/code-archive.ts";

/** One version of a layer: a folder that functions find at `/opt`. */
export interface LayerVersion {
  readonly name: string;
  readonly version: number;
  readonly arn: string;
  readonly layerArn: string;
  readonly folder: string;
  readonly description: string;
  readonly license?: string;
  readonly runtimes?: readonly string[];
  readonly architectures?: readonly string[];
  readonly createdAt: number;
  /** Bytes of the archive, and their digest; of a folder of the app there is none. */
  readonly codeSize: number;
  readonly codeSha256: string;
}

export interface LayerDraft
  extends Pick<LayerVersion, "name" | "description" | "license" | "runtimes" | "architectures"> {
  /** A folder as it is, or the path of an archive, or its bytes. */
  readonly code: string | Uint8Array;
}

export interface Layers {
  /** Throws InvalidParameterValueException for what is no archive. */
  publish(draft: LayerDraft): Promise<LayerVersion>;
  find(arn: string): LayerVersion | undefined;
  all(): LayerVersion[];
  /** Functions that have it go on with it. */
  remove(layer: LayerVersion): void;
  /** Of those that are there, the last first: what it has hides what the others have. */
  foldersOf(arns: readonly string[]): string[];
}

export const createLayers = (cloud: Cloud): Layers => {
  const layers = new Map<string, LayerVersion>();
  const removed = new Map<string, LayerVersion>();
  const newest = new Map<string, number>();
  const madeFolder = join(cloud.localFolder, "layers");
  rmSync(madeFolder, { recursive: true, force: true });

  const unpack = async (code: LayerDraft["code"], folder: string) => {
    if (typeof code === "string" && statSync(code, { throwIfNoEntry: false })?.isDirectory())
      return { folder: code, codeSize: 0, codeSha256: "" };
    const archive = typeof code === "string" ? readFileSync(code) : code;
    await unpackArchive(archive, folder);
    const codeSha256 = createHash("sha256").update(archive).digest("base64");
    return { folder, codeSize: archive.length, codeSha256 };
  };

  return {
    async publish({ code, ...draft }) {
      const version = (newest.get(draft.name) ?? 0) + 1;
      newest.set(draft.name, version);
      const layerArn = arnOf("lambda", cloud, `layer:${draft.name}`);
      const arn = `${layerArn}:${version}`;
      const unpacked = await unpack(code, join(madeFolder, `${draft.name}-${version}`));
      const layer = { ...draft, ...unpacked, version, arn, layerArn, createdAt: cloud.clock.now() };
      layers.set(arn, layer);
      return layer;
    },
    find: (arn) => layers.get(arn),
    all: () => [...layers.values()],
    remove(layer) {
      layers.delete(layer.arn);
      removed.set(layer.arn, layer);
    },
    foldersOf: (arns) =>
      arns.toReversed().flatMap((arn) => (layers.get(arn) ?? removed.get(arn))?.folder ?? []),
  };
};
