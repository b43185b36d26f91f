import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type BuildOptions, build, type Plugin, stop } from "esbuild";
import { stableId } from "../core/resource-type.ts";
import { patchedComponents } from "./patches.ts";

export interface AppConfig {
  name: string;
  home: string;
  removal?: string;
  protect?: boolean;
  providers?: Record<string, unknown>;
}

/** Where things are for one config. */
export interface ConfigPaths {
  /** Folder of `sst.config.ts`. */
  root: string;
  /** `.sst/platform`: the component sources SST unpacked. */
  platform: string;
  /** Scratch folder for bundles and artifacts. */
  work: string;
}

// SST itself writes the bundles next to the platform so that `@pulumi/*` resolves there.
// Apps may share one platform through a link, and two stages or slices of one app may be evaluated at the same time, so
// the name tells them apart.
const bundleFile = ({ platform, root }: ConfigPaths, name: string, ...variant: string[]) =>
  join(platform, `local-cloud.${name}.${stableId([root, ...variant].join("\n"))}.mjs`);

const banner = {
  js: [
    `import { createRequire as topLevelCreateRequire } from "module";`,
    `const require = topLevelCreateRequire(import.meta.url);`,
    `import { fileURLToPath as topLevelFileUrlToPath } from "url";`,
    `const __filename = topLevelFileUrlToPath(import.meta.url);`,
    `const __dirname = topLevelFileUrlToPath(new URL(".", import.meta.url));`,
  ].join("\n"),
};

// Two syntheses may run in one folder at the same time (`npm start` and `npm test`), so a bundle appears whole.
const buildTo = async (outfile: string, options: BuildOptions) => {
  const partial = outfile.replace(/\.mjs$/, `.${process.pid}.mjs`);
  const result = await build({ ...options, outfile: partial, metafile: true });
  // Its process would hold 200 MB while the config is evaluated, which takes the most memory of all.
  await stop();
  await rename(partial, outfile);
  return result;
};

/**
 * Evaluates `app()` of the config alone, as SST does first, because `$app` is fixed when the rest is bundled. `watch` runs
 * what is the config's own.
 */
export const readAppConfig = async (
  paths: ConfigPaths,
  stage: string,
  watch: <T>(run: () => Promise<T>) => Promise<T>,
): Promise<AppConfig> => {
  const outfile = bundleFile(paths, "app", stage);
  await buildTo(outfile, {
    stdin: {
      contents: `import config from "./sst.config.ts"; export default config;`,
      resolveDir: paths.root,
      loader: "ts",
    },
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "silent",
    banner: { js: `const $config = (config) => config; const $input = ${JSON.stringify({ stage })};` },
  });
  return watch(async () => {
    const { default: config } = (await import(`${outfile}?${Date.now()}`)) as {
      default: { app(input: { stage: string }): AppConfig | Promise<AppConfig> };
    };
    return config.app({ stage });
  });
};

/** The region the config sets for the AWS provider; undefined when it leaves that to the environment. */
export const regionOf = ({ providers }: AppConfig): string | undefined => {
  const { region } = (providers?.aws ?? {}) as { region?: unknown };
  return typeof region === "string" ? region : undefined;
};

// Packages the platform installed for itself stay outside the bundle: Pulumi must exist once.
const platformPackages = (platform: string): Plugin => ({
  name: "platform-packages",
  setup({ onResolve }) {
    const known = new Map<string, boolean>();
    onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      if (kind === "entry-point" || path.startsWith("node:")) return undefined;
      const name = path
        .split("/")
        .slice(0, path.startsWith("@") ? 2 : 1)
        .join("/");
      const fromPlatform = importer.startsWith(platform) || name.startsWith("@pulumi/");
      if (!fromPlatform) return undefined;
      if (!known.has(name)) known.set(name, existsSync(join(platform, "node_modules", name)));
      return known.get(name) ? { path, external: true } : undefined;
    });
  },
});

/** Path of the bundle, and its source files. */
export interface Bundle {
  outfile: string;
  inputs: string[];
}

/**
 * Bundles the whole program (config, its imports, SST's components) as the SST CLI does: the globals
 * `sst`, `aws` and `$...` are provided, `$app`, `$cli` and `$dev` are literals.
 */
export const bundleProgram = async (
  paths: ConfigPaths,
  app: AppConfig,
  { stage, dev }: { stage: string; dev: boolean },
): Promise<Bundle> => {
  const { root, platform, work } = paths;
  await mkdir(work, { recursive: true });
  const outfile = bundleFile(paths, "program", app.name, stage, ...(dev ? ["dev"] : []));
  const src = join(platform, "src");
  const ownProviders = Object.keys(app.providers ?? {}).filter((name) =>
    ["command", "random", "tls"].includes(name),
  );
  const result = await buildTo(outfile, {
    stdin: {
      contents: `
        import * as pulumi from "@pulumi/pulumi";
        import { $transform } from ${JSON.stringify(join(src, "components/component.ts"))};
        import { run } from ${JSON.stringify(join(src, "auto/run.ts"))};
        import * as aws from "@pulumi/aws";
        import * as sst from ${JSON.stringify(join(src, "components/index.ts"))};
        import config from ${JSON.stringify(join(root, "sst.config.ts"))};
        ${ownProviders.map((name) => `import * as ${name} from "@pulumi/${name}";`).join("\n")}
        Object.assign(globalThis, { aws, sst, ${ownProviders.join(", ")} });
        const { runtime } = pulumi;
        export { $transform, config, pulumi, run, runtime };`,
      resolveDir: src,
      sourcefile: join(src, "local-cloud.ts"),
      loader: "ts",
    },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    logLevel: "silent",
    sourcemap: "inline",
    sourcesContent: false,
    keepNames: true,
    banner,
    define: {
      $app: JSON.stringify({
        name: app.name,
        stage,
        removal: app.removal ?? "retain",
        protect: app.protect ?? false,
        providers: app.providers ?? {},
        home: app.home,
      }),
      $cli: JSON.stringify({
        command: dev ? "dev" : "deploy",
        rpc: "",
        paths: { home: work, root, work, platform },
        home: work,
        state: { version: {} },
      }),
      $dev: String(dev),
    },
    inject: [join(src, "shim/run.js")],
    plugins: [patchedComponents(platform), platformPackages(platform)],
  });
  const inputs = Object.keys(result.metafile.inputs)
    .filter(
      (path) => !path.includes("node_modules") && !path.includes(".sst/platform") && !path.startsWith("<"),
    )
    .map((path) => resolve(path))
    .filter((path) => existsSync(path) && !path.startsWith(platform));
  return { outfile, inputs };
};
