import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { listen } from "../http/listen.ts";
import { programsOnly } from "../http/pages.ts";
import { HttpRefusal } from "../http/refusal.ts";

// A component sends all that a function links to.
const MAX_BODY_BYTES = 16 * 1024 * 1024;

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

const request = z.object({ method: z.string(), params: z.tuple([z.unknown()]) });

/**
 * Stands in for the SST CLI, which components call over HTTP. Functions are not built here: the request is kept,
 * and the local cloud bundles when it boots. The server does not keep the process alive.
 */
export const startRpcServer = async (
  workFolder: string,
): Promise<{ url: string; builds: Map<string, RuntimeBuild> }> => {
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
          `SST asked its CLI for "${method}", which the local cloud does not answer. Add it in src/synth/rpc-server.ts of sourdough-local.`,
        );
    }
  };

  const listener = await listen({
    name: "The stand-in for SST's CLI",
    port: 0,
    guard: programsOnly("The stand-in for SST's CLI"),
    warn: console.error,
    async handle({ request: { method: verb }, response, url, body }) {
      if (verb !== "POST" || url.pathname !== "/rpc")
        throw new HttpRefusal(404, "NotFound", "SST's components send POST /rpc.");
      const reply = (value: object) => {
        response.setHeader("connection", "close");
        response.end(JSON.stringify(value));
      };
      const text = (await body(MAX_BODY_BYTES)).toString();
      try {
        const { method, params } = request.parse(JSON.parse(text));
        reply({ result: await answer(method, params[0]) });
      } catch (error) {
        reply({ error: (error as Error).message });
      }
    },
  });
  listener.unref();
  return { url: listener.url, builds };
};
