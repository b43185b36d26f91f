import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const runtimeBuild = z.object({
  functionID: z.string(),
  handler: z.string().nullish(),
  bundle: z.string().nullish(),
  runtime: z.string(),
  links: z.record(z.string(), z.record(z.string(), z.unknown())).nullish(),
  copyFiles: z.array(z.object({ from: z.string(), to: z.string(), isDir: z.boolean() })).nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
});

/** What SST's `Function` component asked to be built, or in `sst dev` to be run here. */
export type RuntimeBuild = z.infer<typeof runtimeBuild>;

/**
 * Stands in for the SST CLI, which components ask (`patches.ts` has them call the global `localCloudRpc`). Functions are not
 * built here: the request is kept, and the local cloud bundles when it boots.
 */
export const provideRpc = (workFolder: string): ReadonlyMap<string, RuntimeBuild> => {
  const builds = new Map<string, RuntimeBuild>();

  const answer = async (method: string, input: unknown): Promise<unknown> => {
    switch (method) {
      case "Provider.Aws.Bootstrap":
        return {
          asset: "sst-asset-local",
          assetEcrRegistryId: "",
          assetEcrUrl: "",
          state: "sst-state-local",
          appsyncHttp: "",
          appsyncRealtime: "",
        };
      case "Runtime.Build": {
        const build = runtimeBuild.parse(input);
        builds.set(build.functionID, build);
        const out = join(workFolder, "functions", build.functionID);
        await mkdir(out, { recursive: true });
        if (build.runtime !== "worker") return { out, handler: build.handler, errors: [], sourcemaps: [] };
        // Cloudflare's workers run nowhere here, but the component hashes what was built.
        await writeFile(join(out, "worker.js"), "");
        return { out, handler: "worker.js", errors: [], sourcemaps: [] };
      }
      // In `sst dev`: calls of the stub that is deployed come here by AppSync Events, and this code answers them.
      case "Runtime.AddTarget": {
        const target = runtimeBuild.parse(input);
        builds.set(target.functionID, target);
        return null;
      }
      case "Provider.Aws.Appsync":
        return { http: "appsync-api.local", realtime: "appsync-realtime-api.local" };
      default:
        throw new Error(
          `SST asked its CLI for "${method}", which the local cloud does not answer. Add it in src/synth/rpc.ts of sourdough-local.`,
        );
    }
  };

  Object.assign(globalThis, {
    // As it would arrive.
    localCloudRpc: (method: string, input: unknown) => answer(method, JSON.parse(JSON.stringify(input))),
  });
  return builds;
};
