import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { zipSync } from "fflate";
import type { Caller } from "../core/cloud.ts";
import type { ResourceGraph } from "../core/resource-graph.ts";
import { readManifest } from "../emulators/lambda/bundle/manifest.ts";
import { bundleRequest } from "../emulators/lambda/bundle/sst-options.ts";
import type { BootedApp } from "./boot.ts";
import type { Scheduler } from "./scheduler.ts";

/** Hands over functions to new versions while they run, by Lambda's own API. */
export interface Deployments {
  /** Names of the functions that are invoked by an alias, and so can be handed over bit by bit. */
  readonly functions: readonly string[];
  /**
   * Publishes the code of the simulation as a new version, which takes a share of the invocations, from 0 to 1, beside the
   * old one; what answers gives it the rest.
   */
  begin(functionName: string, share: number): Promise<() => Promise<void>>;
}

const deployer: Caller = { principal: { kind: "root" }, causes: [] };

/** Functions by name with the alias that they are invoked by. */
const aliasesOf = (graph: ResourceGraph): ReadonlyMap<string, string> =>
  new Map(
    graph.resources
      .filter(({ type }) => type === "aws:lambda/alias:Alias")
      .map(({ outputs }) => [String(outputs.functionName), String(outputs.name)]),
  );

/** `bundles` has the new code. */
export const createDeployments = (
  { cloud, graph }: BootedApp,
  { bundles, scheduler }: { readonly bundles: string; readonly scheduler: Scheduler },
): Deployments => {
  const aliases = aliasesOf(graph);
  const built = new Map(
    graph.resources.flatMap((one) => (one.build ? [[String(one.outputs.name), one]] : [])),
  );
  const ask = async <Answer>(operation: string, input: object): Promise<Answer> =>
    (await cloud.emulator("lambda")!.operations[operation]!(input, deployer)) as Answer;

  const archiveOf = (functionName: string): string => {
    const { name, inputs, build } = built.get(functionName)!;
    const manifest = readManifest(bundles, bundleRequest(name, String(inputs.runtime), build!));
    if (!manifest) throw new Error(`${functionName} is not bundled, so it cannot be deployed.`);
    const files = { [basename(manifest.file)]: readFileSync(manifest.file) };
    return Buffer.from(zipSync(files, { level: 0 })).toString("base64");
  };

  return {
    functions: [...aliases.keys()].filter((name) => built.has(name)),
    async begin(FunctionName, share) {
      const Name = aliases.get(FunctionName)!;
      const { FunctionVersion: old } = await ask<{ FunctionVersion: string }>("GetAlias", {
        FunctionName,
        Name,
      });
      await scheduler.outside(ask("UpdateFunctionCode", { FunctionName, ZipFile: archiveOf(FunctionName) }));
      const { Version } = await ask<{ Version: string }>("PublishVersion", { FunctionName });
      const route = (FunctionVersion: string, weights: Record<string, number>) =>
        ask<void>("UpdateAlias", {
          FunctionName,
          Name,
          FunctionVersion,
          RoutingConfig: { AdditionalVersionWeights: weights },
        });
      await route(old, { [Version]: share });
      return () => route(Version, {});
    },
  };
};
