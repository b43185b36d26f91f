import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/** Text of one of SST's sources, and what stands there instead. */
type Change = readonly [from: string, to: string];

interface Patch {
  /** Below `src/components` of the platform. */
  readonly file: string;
  readonly changes: readonly Change[];
}

/**
 * What `sst dev` has in place of a site that is rendered on a server: its development server, here at an address of its
 * own, and behind its router, where it has one.
 */
const siteRoute = `
      this.devUrl = route ? route.apply((one) => one.routerUrl) : dev.url;
      if (route) {
        const store = route.apply((one) => one.routerKvStoreArn);
        const namespace = buildKvNamespace();
        const metadata = dev.url.apply((url) => {
          const { host, protocol } = new URL(url);
          return JSON.stringify({ host, origin: { protocol: protocol.slice(0, -1) } });
        });
        new KvKeys(\`\${name}DevRouteKey\`, { store, namespace, entries: { metadata }, purge: false }, { parent: self });
        new KvRoutesUpdate(\`\${name}RoutesUpdate\`, {
          store,
          namespace: route.apply((one) => one.routerKvNamespace),
          key: "routes",
          entry: route.apply((one) => ["url", namespace, one.hostPattern, one.pathPrefix ?? "/"].join(",")),
        }, { parent: self });
      }`;

const devUrl = (name: string) => `\`http://\${${name}}.dev.localcloud\``;

/** A database of `dev` is one on this machine, which is what a laptop has, whether or not the rest is deployed. */
const ownDatabase = (file: string): Patch => ({
  file,
  changes: [["enabled: $dev,", "enabled: true,"]],
});

export const patches: readonly Patch[] = [
  {
    // The CLI, which would be called over HTTP, is in the same process.
    file: "rpc/rpc",
    changes: [
      [
        "return new Promise<T>((resolve, reject) => {",
        "return globalThis.localCloudRpc(method, args) as Promise<T>; return new Promise<T>((resolve, reject) => {",
      ],
    ],
  },
  {
    // Physical names end in random letters; the local cloud wants the same name on every run.
    file: "naming",
    changes: [[`crypto.randomBytes(8).toString("hex")`, "name"]],
  },
  {
    // A site is built when the local cloud serves it, so its output need not exist yet; the program learns of it.
    file: "base/base-static-site",
    changes: [
      [
        "if (!fs.existsSync(outputPath)) {",
        "fs.mkdirSync(outputPath, { recursive: true }); globalThis.localCloudSites[name] = outputPath; if (false) {",
      ],
    ],
  },
  {
    file: "aws/ssr-site",
    changes: [
      ["const enabled = $dev && args.dev !== false;", "const enabled = args.dev !== false;"],
      ["output(devArgs.url ?? URL_UNAVAILABLE)", `output(devArgs.url ?? ${devUrl("name")})`],
      ["this.devUrl = dev.url;", siteRoute],
    ],
  },
  {
    file: "aws/service",
    changes: [
      ["if (!$dev) return undefined;", ""],
      [
        "output(args.dev?.url ?? URL_UNAVAILABLE)",
        `output(args.dev?.url ?? ((args.loadBalancer ?? args.public) ? ${devUrl("name")} : URL_UNAVAILABLE))`,
      ],
    ],
  },
  {
    // A task is a stand-in that forwards to a laptop: here to the command itself.
    file: "aws/task",
    changes: [["if (!$dev) return false;", ""]],
  },
  ownDatabase("aws/aurora"),
  ownDatabase("aws/mysql"),
  ownDatabase("aws/open-search"),
  ownDatabase("aws/postgres"),
  {
    // Without a word about it, a Redis is looked for where one listens by default.
    file: "aws/redis",
    changes: [
      ["enabled: $dev,", "enabled: true,"],
      ["if (!args.dev) return undefined;", "args.dev ??= {};"],
    ],
  },
];

/** Changes SST's components where they would ask AWS, so that the rest of them is evaluated as it is. */
export const patchedComponents = (platform: string): Plugin => ({
  name: "patched-components",
  setup({ onLoad }) {
    for (const { file, changes } of patches) {
      const filter = new RegExp(`components/${file}\\.ts$`.replaceAll("/", "[/\\\\]"));
      onLoad({ filter }, async ({ path }) => {
        let contents = await readFile(path, "utf8");
        if (!path.startsWith(platform)) return { contents, loader: "ts" };
        for (const [from, to] of changes) {
          if (!contents.includes(from))
            throw new Error(
              `${path} no longer has "${from}". Adapt src/synth/patches.ts of sourdough-local to this version of SST.`,
            );
          contents = contents.replace(from, () => to);
        }
        return { contents, loader: "ts" };
      });
    }
  },
});
