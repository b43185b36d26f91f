import { readdir } from "node:fs/promises";
import { z } from "zod";
import type { Cloud } from "../../core/cloud.ts";
import type { KeyValueStore } from "../cloudfront/key-value-store/store.ts";

/** What SST keeps of a site beside its routes. */
const siteMetadata = z.looseObject({
  base: z.string().optional(),
  s3: z.looseObject({ domain: z.string(), dir: z.string(), routes: z.array(z.string()) }),
});

export type SiteMetadata = z.output<typeof siteMetadata>;

export const parseMetadata = (text: string | undefined): SiteMetadata | undefined => {
  const result = siteMetadata.safeParse(JSON.parse(text ?? "null"));
  return result.success ? result.data : undefined;
};

// A value has 1 KB; SST parts what is longer, and its function puts it together again.
const PART = 1000;

/** Writes the routes of routers, `type,namespace,host pattern,path prefix`, as `sst deploy` does. */
export const createRouterKeys = (cloud: Cloud) => {
  const routes = new Map<string, { store: string; key: string; entries: Set<string> }>();
  const storeOf = (arn: string): KeyValueStore => cloud.use("keyValueStores").of(arn);
  const pairs = (entries: Readonly<Record<string, string>>, namespace: string) =>
    Object.entries(entries).map(([key, value]) => ({ key: `${namespace}:${key}`, value }));

  return {
    putKeys: (store: string, namespace: string, entries: Readonly<Record<string, string>>) =>
      storeOf(store).deploy({ put: pairs(entries, namespace), remove: [] }),

    addRoute(store: string, namespace: string, key: string, entry: string) {
      const name = `${store} ${namespace}:${key}`;
      const found = routes.get(name) ?? { store, key: `${namespace}:${key}`, entries: new Set<string>() };
      found.entries.add(entry);
      routes.set(name, found);
    },

    writeRoutes() {
      for (const { store, key, entries } of routes.values()) {
        const text = JSON.stringify([...entries]);
        const parts = text.match(new RegExp(`[^]{1,${PART}}`, "g")) ?? [];
        const put =
          parts.length === 1
            ? [{ key, value: text }]
            : [
                { key, value: JSON.stringify({ parts: parts.length }) },
                ...parts.map((value, index) => ({ key: `${key}:${index}`, value })),
              ];
        storeOf(store).deploy({ put, remove: [] });
      }
    },

    /** Makes the keys of a site those of the files in `folder`: its own, and the folders beside them. */
    async describeFiles(store: string, namespace: string, folder: string) {
      const keys = storeOf(store);
      const before = parseMetadata(keys.entries.get(`${namespace}:metadata`));
      if (!before) return;
      const found = await readdir(folder, { withFileTypes: true });
      const files = Object.fromEntries(
        found.filter((entry) => entry.isFile()).map(({ name }) => [`/${name}`, "s3"] as const),
      );
      const folders = found.filter((entry) => entry.isDirectory()).map(({ name }) => `/${name}`);
      const { s3 } = before;
      const metadata = JSON.stringify({
        ...before,
        s3: { ...s3, routes: [...new Set([...s3.routes, ...folders])] },
      });
      const put = pairs({ ...files, metadata }, namespace);
      const kept = new Set(put.map(({ key }) => key));
      const remove = [...keys.entries.keys()].filter(
        (key) => key.startsWith(`${namespace}:/`) && !kept.has(key),
      );
      keys.deploy({ put, remove });
    },
  };
};
