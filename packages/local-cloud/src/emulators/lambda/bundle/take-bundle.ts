import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, readCurrentManifest, writeManifest } from "./manifest.ts";
import { type BundleRequest, bundleFile, taskRoot } from "./sst-options.ts";

/**
 * Copies the bundle of a function that is current in another folder of bundles; undefined where none is. Code that is
 * split has parts beside the function's own folder, and code that nobody bundles is linked as fast as copied: neither is
 * taken.
 */
export const takeBundle = (from: string, folder: string, request: BundleRequest): Manifest | undefined => {
  if (request.nodejs.splitting || request.prebuilt !== undefined) return undefined;
  const there = readCurrentManifest(from, request);
  if (!there) return undefined;
  const own = join(folder, request.name);
  rmSync(own, { recursive: true, force: true });
  cpSync(join(from, request.name), own, { recursive: true, verbatimSymlinks: true });
  const manifest = { ...there, file: bundleFile(folder, request), taskRoot: taskRoot(folder, request) };
  writeManifest(folder, request.name, manifest);
  return manifest;
};
