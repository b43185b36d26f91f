import { join, resolve } from "node:path";
import { z } from "zod";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { createRouterKeys, parseMetadata, type SiteMetadata } from "./router-keys.ts";
import { createSiteBuild, type SiteBuild } from "./site-build.ts";

const keyValues = z.object({
  store: z.string().optional(),
  namespace: z.string().optional(),
  entries: z.record(z.string(), z.string()).optional(),
  key: z.string().optional(),
  entry: z.string().optional(),
});
const bucketFiles = z.object({ files: z.array(z.object({ source: z.string(), key: z.string() })).min(1) });

/** A static site: its files, and what its function knows of them. */
export interface Site {
  readonly name: string;
  readonly store: string;
  readonly namespace: string;
  readonly metadata: SiteMetadata;
}

/** The sites and routes that the resources of SST's components describe. */
export interface Declared {
  readonly provision: Emulator["provision"];
  /** The site whose files are in the bucket of that domain. */
  siteIn(domain: string): Site | undefined;
  /** Folder with its current files. */
  filesOf(site: Site): Promise<string>;
  /** Lets the function know of the files in a folder; false when it does already. */
  describe(site: Site, folder: string): Promise<boolean>;
  /** To be called when all is provisioned. */
  writeRoutes(): void;
  readonly builds: Iterable<SiteBuild>;
}

export const createDeclared = (cloud: Cloud): Declared => {
  const keys = createRouterKeys(cloud);
  const sites = new Map<string, Site>();
  const builds = new Map<string, SiteBuild>();
  const uploaded = new Map<string, z.output<typeof bucketFiles>["files"][number]>();
  const described = new Map<Site, string>();

  const siteOfComponent = ({ parent }: Resource): string | undefined => {
    const component = cloud.graph.components.find(({ urn }) => urn === parent);
    return component?.type === "sst:aws:StaticSite" ? component.name : undefined;
  };

  /** A site without a build is a folder as it stands; SST tells only which files of it went to which key. */
  const folderOf = ({ name, metadata }: Site): string | undefined => {
    const file = uploaded.get(name);
    if (!file) return undefined;
    const { base = "", s3 } = metadata;
    const path = file.key.slice(`${s3.dir}${base}`.replace(/^\//, "").length).replace(/^\//, "");
    return resolve(file.source, ...path.split("/").map(() => ".."));
  };

  return {
    provision: {
      "pulumi-nodejs:dynamic:Resource": (resource) => {
        const { inputs } = resource;
        const name = siteOfComponent(resource);
        const { store, namespace, entries, key, entry } = keyValues.parse(inputs);
        if (store && namespace && entries) {
          const metadata = parseMetadata(entries.metadata);
          if (metadata && name) sites.set(metadata.s3.domain, { name, store, namespace, metadata });
          // Which files a site has is known when it is built.
          keys.putKeys(store, namespace, metadata ? { metadata: entries.metadata! } : entries);
        }
        if (store && namespace && key && entry) keys.addRoute(store, namespace, key, entry);
        const files = bucketFiles.safeParse(inputs);
        if (files.success && name) uploaded.set(name, files.data.files[0]!);
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
    siteIn: (domain) => sites.get(domain),
    async filesOf(site) {
      const files = builds.get(site.name)?.files() ?? folderOf(site);
      if (files === undefined) throw new Error(`Nothing builds the site ${site.name}, and it has no files.`);
      return files;
    },
    async describe(site, folder) {
      if (described.get(site) === folder) return false;
      described.set(site, folder);
      await keys.describeFiles(site.store, site.namespace, folder);
      return true;
    },
    writeRoutes: keys.writeRoutes,
    get builds() {
      return builds.values();
    },
  };
};
