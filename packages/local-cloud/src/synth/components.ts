import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleComponents } from "./components-bundle.ts";
import type { AppConfig, ConfigPaths } from "./config-bundle.ts";
import type { EnvironmentReads } from "./environment-reads.ts";
import type { SynthRequest } from "./request.ts";

/** SST's components, loaded before it is known what is asked. */
export interface Components {
  /** Where a config that is evaluated with these variables is to import them from. */
  addressFor(variables: SynthRequest["environment"]): string;
}

/** One of SST's modules looks for a token of Cloudflare's while it is loaded, which nothing here would use. */
const unknownApp = new Proxy(
  {},
  {
    get: (_, member) => {
      if (member === "providers") return undefined;
      throw new Error(
        `SST's components read $app.${String(member)} while they are loaded. Adapt src/synth/components.ts of sourdough-local to this version of SST.`,
      );
    },
  },
);

export const loadComponents = async (
  platform: string,
  environment: EnvironmentReads,
): Promise<Components> => {
  const address = pathToFileURL(await bundleComponents(platform)).href;
  Object.assign(globalThis, { $app: unknownApp });
  await environment.during(() => import(address));
  const read = environment.names().map((name) => [name, process.env[name]] as const);
  return {
    // Whoever reads a variable while it is loaded, is loaded again when that has another value.
    addressFor: (variables) =>
      read.every(([name, value]) => variables[name] === value) ? address : `${address}?again`,
  };
};

/** Providers of Pulumi that are installed with SST's platform. */
const installed = ["command", "random", "tls"];

/** What a config and SST's components find as globals when `app()` of the config has answered. */
export const provideGlobals = (
  { root, platform, work }: ConfigPaths,
  app: AppConfig,
  { stage, dev }: Pick<SynthRequest, "stage" | "dev">,
): void => {
  const require = createRequire(join(platform, "package.json"));
  const { name, removal = "retain", protect = false, providers = {}, home } = app;
  const own = Object.keys(providers).filter((provider) => installed.includes(provider));
  Object.assign(globalThis, {
    ...Object.fromEntries(own.map((provider) => [provider, require(`@pulumi/${provider}`)])),
    $app: { name, stage, removal, protect, providers, home },
    $cli: {
      command: dev ? "dev" : "deploy",
      rpc: "",
      paths: { home: work, root, work, platform },
      home: work,
      state: { version: {} },
    },
    $dev: dev,
  });
};
