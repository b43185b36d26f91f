import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, text } from "../../core/values.ts";
import { use } from "../../metering/price.ts";
import { versionedOperations } from "./key-value-store/wire.ts";
import { invocations, storeReads, storeRequests } from "./prices.ts";
import { DISTRIBUTION, FUNCTION, resourceTypes, STORE } from "./resources.ts";

const hops = {
  Invoke: {
    fromClient: true,
    reads: true,
    title: ({ input }) =>
      `${text(at(input, "request", "method"))} ${text(at(input, "request", "uri"))}`.trim() || "Invoke",
    note: (_, { input, output }) =>
      [
        text(at(input, "context", "eventType")) || undefined,
        at(output, "returned", "statusCode"),
        `${text(at(output, "computeUtilization"))} % compute`,
      ]
        .filter((part) => part !== undefined)
        .join(", "),
    billed: (_, { output }) => [...use(invocations), ...use(storeReads, Number(at(output, "reads") ?? 0))],
  },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    cloudfront: keyof typeof hops;
  }
}

const eventsOf = (arn: unknown, distributions: readonly { inputs: Record<string, unknown> }[]): string[] => {
  const behaviors = distributions.flatMap(({ inputs }) => [
    inputs.defaultCacheBehavior,
    ...((inputs.orderedCacheBehaviors as unknown[] | undefined) ?? []),
  ]);
  const associations = behaviors.flatMap(
    (one) => (at(one, "functionAssociations") as unknown[] | undefined) ?? [],
  );
  return [
    ...new Set(
      associations.filter((one) => at(one, "functionArn") === arn).map((one) => text(at(one, "eventType"))),
    ),
  ];
};

/** Distributions of routers and static sites, with what runs at their edge. */
export const service: ServiceDescription = {
  name: "cloudfront",
  title: "CloudFront",
  resourceTypes,
  hops,
  prices: [invocations, storeReads],
  map: {
    [FUNCTION]: {
      node: "edge",
      visited: true,
      facts: ({ code, runtime }) => ({
        Runtime: runtime,
        Code: `${Buffer.byteLength(text(code))} of 10240 bytes`,
      }),
      edges(resource, { graph, nodes, edges }) {
        const from = nodes.nodeOf(resource);
        const distributions = graph.resources.filter(({ type }) => type === DISTRIBUTION);
        const events = eventsOf(resource.outputs.arn, distributions);
        if (events.length > 0) edges.declare(nodes.client, from, "flow", events.join(", "));
        const [store] = (resource.inputs.keyValueStoreAssociations as string[] | undefined) ?? [];
        if (store !== undefined) edges.declare(from, nodes.find(store), "call", "get");
      },
    },
    [STORE]: { node: "table" },
  },
};

const change: HopKind = { billed: () => use(storeRequests) };
const read: HopKind = { ...change, reads: true };

/** The API of the stores that functions read. Its requests are signed with version 4A, for all regions. */
export const keyValueStores: ServiceDescription = {
  name: "cloudfront-keyvaluestore",
  title: "CloudFront",
  hops: {
    PutKey: { ...change, note: (_, { input }) => text(at(input, "Key")) },
    DeleteKey: { ...change, note: (_, { input }) => text(at(input, "Key")) },
    UpdateKeys: change,
    GetKey: { ...read, note: (_, { input }) => text(at(input, "Key")) },
    ListKeys: read,
    DescribeKeyValueStore: read,
  },
  prices: [storeRequests],
  wire: {
    raw: versionedOperations,
    rest: {
      DescribeKeyValueStore: "GET /key-value-stores/{KvsARN}",
      ListKeys: "GET /key-value-stores/{KvsARN}/keys",
      UpdateKeys: "POST /key-value-stores/{KvsARN}/keys",
      GetKey: "GET /key-value-stores/{KvsARN}/keys/{Key}",
      PutKey: "PUT /key-value-stores/{KvsARN}/keys/{Key}",
      DeleteKey: "DELETE /key-value-stores/{KvsARN}/keys/{Key}",
    },
  },
  load: async () => (await import("./key-value-store/emulator.ts")).createKeyValueStoreEmulator,
};
