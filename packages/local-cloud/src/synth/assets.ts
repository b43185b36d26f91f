import { resolve } from "node:path";
import type { MockArguments, MockResources } from "./mock-resources.ts";

const LAYER = "aws:lambda/layerVersion:LayerVersion";
type NewResource = MockResources["newResource"];

/** Where the file of an asset is; Pulumi has it as a promise. */
const resolved = async (asset: object): Promise<object> =>
  Object.assign(
    Object.create(asset) as object,
    { __pulumiAsset: true },
    { path: await (asset as { path?: unknown }).path, text: await (asset as { text?: unknown }).text },
  );

/** Where a folder or an archive is, absolute, as it is named in the config. */
const resolvedArchive = async (archive: object): Promise<object> => {
  const path = await (archive as { path?: unknown }).path;
  return Object.assign(Object.create(archive) as object, {
    __pulumiArchive: true,
    path: typeof path === "string" ? resolve(path) : undefined,
  });
};

/** Registers an object of a bucket, and a layer, when it is known which file they are made of; all else at once. */
export const withAssets =
  (newResource: NewResource) =>
  (args: MockArguments): ReturnType<NewResource> | Promise<ReturnType<NewResource>> => {
    const { source, code } = args.inputs;
    if (args.type === LAYER && typeof code === "object" && code !== null && "__pulumiArchive" in code)
      return resolvedArchive(code).then((archive) =>
        newResource({ ...args, inputs: { ...args.inputs, code: archive } }),
      );
    const isAsset = typeof source === "object" && source !== null && "__pulumiAsset" in source;
    if (!isAsset || !args.type.startsWith("aws:s3/bucketObject")) return newResource(args);
    return resolved(source).then((asset) =>
      newResource({ ...args, inputs: { ...args.inputs, source: asset } }),
    );
  };
