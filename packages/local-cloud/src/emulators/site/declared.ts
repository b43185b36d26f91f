import { join, resolve } from "node:path";
import { z } from "zod";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import type { Front } from "./fronts.ts";
import { parseRoute, type Route, siteMetadata, sortRoutes } from "./routes.ts";
import { createSiteBuild, type SiteBuild } from "./site-build.ts";

const keyValues = z.object({
  store: z.string().optional(),
  namespace: z.string().optional(),
  entries: z.record(z.string(), z.string()).optional(),
  key: z.string().optional(),
  entry: z.string().optional(),
});
const bucketFiles = z.object({ files: z.array(z.object({ source: z.string(), key: z.string() })).min(1) });

/** The sites and routes that the resources of SST's components describe. */
export interface Declared {
  readonly provision: Emulator["provision"];
  routesOf(front: Front): Route[];
  /** Folder with the current files of the site that keeps its metadata in `namespace`. */
  filesOf(namespace: string): Promise<string>;
  readonly builds: Iterable<SiteBuild>;
}

export const createDeclared = (cloud: Cloud): Declared => {
  const metadata = new Map<string, string>();
  const entries: { store: string | undefined; entry: string }[] = [];
  const builds = new Map<string, SiteBuild>();
  const uploaded = new Map<string, z.output<typeof bucketFiles>["files"][number]>();
  const siteOf = new Map<string, string>();

  const siteOfComponent = ({ parent }: Resource): string | undefined => {
    const component = cloud.graph.components.find(({ urn }) => urn === parent);
    return component?.type === "sst:aws:StaticSite" ? component.name : undefined;
  };
  const metadataOf = (namespace: string) => metadata.get(namespace);

  /** A site without a build is a folder as it stands; SST tells only which files of it went to which key. */
  const folderOf = (namespace: string, site: string): string | undefined => {
    const file = uploaded.get(site);
    if (!file) return undefined;
    const { base = "", s3 } = siteMetadata.parse(JSON.parse(metadataOf(namespace) ?? "{}"));
    const path = file.key.slice(`${s3?.dir ?? ""}${base}`.length);
    return resolve(file.source, ...path.split("/").map(() => ".."));
  };

  return {
    provision: {
      "pulumi-nodejs:dynamic:Resource": (resource) => {
        const { inputs } = resource;
        const site = siteOfComponent(resource);
        const { store, namespace, entries: values, key, entry } = keyValues.parse(inputs);
        if (values?.metadata && namespace) metadata.set(namespace, values.metadata);
        if (values?.metadata && namespace && site) siteOf.set(namespace, site);
        if (key === "routes" && entry) entries.push({ store, entry });
        const files = bucketFiles.safeParse(inputs);
        if (files.success && site) uploaded.set(site, files.data.files[0]!);
      },
      "command:local:Command": (resource) => {
        const { inputs, siteOutput } = resource;
        if (!siteOutput) return;
        const name = siteOfComponent(resource) ?? resource.name;
        builds.set(
          name,
          createSiteBuild({
            name,
            dir: String(inputs.dir),
            command: String(inputs.create),
            environment: (inputs.environment as Record<string, string> | undefined) ?? {},
            output: siteOutput,
            cacheFolder: join(cloud.localFolder, "sites"),
            ready: () => cloud.use("bundling").settled(),
            report: (message) => cloud.journal.record({ service: "site", action: message, resource: name }),
          }),
        );
      },
    },
    routesOf({ kind, name, store, errorPage, inline }) {
      if (inline.length > 0) return [...inline];
      if (kind === "router")
        return sortRoutes(
          entries.filter((one) => one.store === store).map(({ entry }) => parseRoute(entry, metadataOf)),
        );
      return [...siteOf]
        .filter(([, site]) => site === name)
        .map(([namespace]) => ({ ...parseRoute(`site,${namespace},,/`, metadataOf), errorPage }));
    },
    async filesOf(namespace) {
      const site = siteOf.get(namespace) ?? "";
      const folder = folderOf(namespace, site);
      const files = builds.get(site)?.files() ?? folder;
      if (files === undefined) throw new Error(`Nothing builds the site ${site}, and it has no files.`);
      return files;
    },
    get builds() {
      return builds.values();
    },
  };
};
