import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, compact, text } from "../../core/values.ts";
import { use } from "../../metering/price.ts";
import { reads, writes } from "./prices.ts";
import { resourceTypes } from "./resources.ts";

const sizeOf = (bytes: unknown): string | undefined => {
  const size = Number(bytes);
  if (bytes === undefined || Number.isNaN(size)) return undefined;
  if (size < 1024) return `${size} B`;
  return size < 1024 ** 2 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1024 ** 2).toFixed(1)} MB`;
};

const write: HopKind = {
  changes: "buckets",
  note: (_, { input }) =>
    [at(input, "Key"), sizeOf(at(input, "ContentLength"))].filter((part) => part !== undefined).join(", "),
  billed: () => use(writes),
};
const read: HopKind = {
  reads: true,
  note: (_, { input, output }) =>
    [at(input, "Key"), sizeOf(at(output, "ContentLength"))].filter((part) => part !== undefined).join(", "),
  billed: () => use(reads),
};
const listing: HopKind = { reads: true, billed: () => use(writes) };
const free: HopKind = { changes: "buckets", note: (_, { input }) => text(at(input, "Key")) || undefined };

const hops = {
  PutObject: write,
  CopyObject: write,
  CreateMultipartUpload: write,
  UploadPart: write,
  UploadPartCopy: write,
  CompleteMultipartUpload: write,
  GetObject: read,
  HeadObject: read,
  GetObjectAttributes: read,
  GetObjectTagging: read,
  ListObjects: listing,
  ListObjectsV2: listing,
  ListObjectVersions: listing,
  ListMultipartUploads: listing,
  ListParts: listing,
  ListBuckets: listing,
  DeleteObject: free,
  DeleteObjects: {
    changes: "buckets",
    note: (_, { input }) =>
      `${(at(input, "Delete", "Objects") as unknown[] | undefined)?.length ?? 0} objects`,
  },
  AbortMultipartUpload: free,
  Expire: { momentary: true, inside: true, note: (_, { input }) => text(at(input, "Key")) || undefined },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    s3: keyof typeof hops;
  }
}

const bucketNode = {
  node: "bucket",
  visited: true,
  names: ({ outputs }: { outputs: Record<string, unknown> }) => [
    outputs.bucketDomainName,
    outputs.bucketRegionalDomainName,
  ],
} as const;

export const service: ServiceDescription = {
  name: "s3",
  title: "S3",
  publishes: ["aws.s3"],
  resourceTypes,
  hops,
  otherHops: { billed: () => use(reads) },
  prices: [writes, reads],
  wholeArn: (arn) => arn.split("/", 1)[0] ?? arn,
  task: ["bucket", "call"],
  policyActions: { sending: /^(\*|Put|Delete)/ },
  sdk: { name: "s3", prefix: "S3", text: ["Body"] },
  map: {
    "aws:s3/bucket:Bucket": bucketNode,
    "aws:s3/bucketV2:BucketV2": bucketNode,
    "aws:s3/bucketNotification:BucketNotification": {
      edges({ inputs }, { nodes, edges }) {
        const bucket = nodes.find(text(inputs.bucket));
        const receivers = [inputs.lambdaFunctions, inputs.queues, inputs.topics].flat() as Record<
          string,
          unknown
        >[];
        for (const receiver of receivers.filter((one) => typeof one === "object")) {
          const arn = text(receiver.lambdaFunctionArn) || text(receiver.queueArn) || text(receiver.topicArn);
          const filter = [receiver.filterPrefix, receiver.filterSuffix].filter(Boolean).join("…");
          edges.declare(bucket, nodes.find(arn), "flow", filter || compact(receiver.events)?.slice(0, 80));
        }
        if (inputs.eventbridge) edges.declare(bucket, nodes.find("default"), "flow");
      },
    },
  },
  load: async () => (await import("./emulator.ts")).createS3Emulator,
};
