import { type BuildResult, buildBundles } from "./build.ts";
import type { BundleRequest } from "./sst-options.ts";

export interface BuildJob {
  readonly id: number;
  readonly folder: string;
  readonly requests: BundleRequest[];
}

export interface BuildAnswer {
  readonly id: number;
  readonly results: BuildResult[];
}

process.on("message", async ({ id, folder, requests }: BuildJob) => {
  const results = await buildBundles(folder, requests).catch((error: unknown): BuildResult[] =>
    requests.map(({ name }) => ({ name, ok: false, errors: [String(error)] })),
  );
  process.send?.({ id, results } satisfies BuildAnswer);
});
process.on("disconnect", () => process.exit());
