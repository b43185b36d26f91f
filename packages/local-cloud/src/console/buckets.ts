import type { Cloud } from "../core/cloud.ts";
import type { Bucket, BucketList, MapNode, ObjectPage } from "./api.ts";
import { notFound } from "./http/problem.ts";
import { consoleSource } from "./map/locate.ts";
import type { Nodes } from "./map/nodes.ts";

/** Buckets and what is in them. */
export interface Buckets {
  list(): Promise<BucketList>;
  objects(name: string, query: { limit: number; cursor?: string; folder?: string }): Promise<ObjectPage>;
}

const caller = { principal: { kind: "root" }, causes: [], source: consoleSource } as const;

export const createBuckets = (cloud: Cloud, nodes: Nodes): Buckets => {
  const present = () =>
    nodes.all.flatMap((node) => {
      const resource = node.kind === "bucket" ? nodes.resourceOf(node) : undefined;
      return resource ? [{ node, name: String(resource.outputs.bucket) }] : [];
    });

  const show = (node: MapNode, name: string): Bucket => {
    const { versioning, objects, bytes } = cloud.use("bucketSizes").of(name);
    return { name, label: node.name, node: node.id, area: node.area, versioning, objects, size: bytes };
  };

  return {
    list: async () => ({ buckets: present().map(({ node, name }) => show(node, name)) }),
    async objects(name, { limit, cursor, folder = "" }) {
      const found = present().find((one) => one.name === name || one.node.id === name);
      if (!found) throw notFound(`There is no bucket ${name}.`);
      const page = await cloud.call(
        "s3",
        "ListObjectsV2",
        { Bucket: found.name, Prefix: folder, Delimiter: "/", MaxKeys: limit, ContinuationToken: cursor },
        caller,
      );
      return {
        folders: (page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix),
        objects: (page.Contents ?? []).map(
          ({ Key = "", Size = 0, LastModified, StorageClass, ETag = "" }) => ({
            key: Key,
            size: Size,
            modified: LastModified?.getTime() ?? 0,
            storageClass: StorageClass ?? "STANDARD",
            etag: ETag.replaceAll('"', ""),
          }),
        ),
        cursor: page.NextContinuationToken,
      };
    },
  };
};
