import type { MockArguments, MockResources } from "./mock-resources.ts";

type NewResource = MockResources["newResource"];

/** Where the file of an asset is; Pulumi has it as a promise. */
const resolved = async (asset: object): Promise<object> =>
  Object.assign(
    Object.create(asset) as object,
    { __pulumiAsset: true },
    { path: await (asset as { path?: unknown }).path, text: await (asset as { text?: unknown }).text },
  );

/** Registers an object of a bucket when it is known which file it is made of; all else at once. */
export const withAssets =
  (newResource: NewResource) =>
  (args: MockArguments): ReturnType<NewResource> | Promise<ReturnType<NewResource>> => {
    const { source } = args.inputs;
    const isAsset = typeof source === "object" && source !== null && "__pulumiAsset" in source;
    if (!isAsset || !args.type.startsWith("aws:s3/bucketObject")) return newResource(args);
    return resolved(source).then((asset) =>
      newResource({ ...args, inputs: { ...args.inputs, source: asset } }),
    );
  };
