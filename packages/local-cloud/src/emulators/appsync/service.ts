import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, eventName, text } from "../../core/values.ts";
import { bytes, chunks, KB, use } from "../../metering/price.ts";
import { measureEventApis } from "./metrics.ts";
import { operations } from "./prices.ts";
import { resourceTypes } from "./resources.ts";

const one: HopKind["billed"] = () => use(operations);

const hops = {
  Connect: { inside: true, reads: true, billed: one },
  Subscribe: { inside: true, reads: true, billed: one },
  Publish: {
    note: (_, { input }) => eventName(input),
    billed: (_, { input }) => use(operations, chunks(bytes(at(input, "events")), 5 * KB)),
  },
  Broadcast: {
    momentary: true,
    toClient: true,
    billed: (_, { output }) =>
      use(operations, Number(at(output, "subscribers") ?? at(output, "deliveries") ?? 1)),
  },
  Log: { momentary: true, inside: true, uncounted: true, changes: "logs" },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    appsync: keyof typeof hops;
  }
}

const arnOf = (outputs: Record<string, unknown>) => text(outputs.channelNamespaceArn);

export const service: ServiceDescription = {
  name: "appsync",
  title: "AppSync Events",
  resourceTypes,
  hops,
  prices: [operations],
  measures: measureEventApis,
  wire: {
    rest: {
      CreateApiKey: "POST /v1/apis/{apiId}/apikeys",
      ListApiKeys: "GET /v1/apis/{apiId}/apikeys",
      UpdateApiKey: "POST /v1/apis/{apiId}/apikeys/{id}",
      DeleteApiKey: "DELETE /v1/apis/{apiId}/apikeys/{id}",
    },
  },
  hosts: ["appsync-api", "appsync-realtime-api"],
  wholeArn: (arn) => arn.split("/").slice(0, 4).join("/"),
  map: {
    "aws:appsync/channelNamespace:ChannelNamespace": {
      node: "channel",
      local: true,
      visited: true,
      names: ({ outputs }) => [arnOf(outputs), arnOf(outputs).split("/channelNamespace/")[0]],
      edges(resource, { graph, nodes, edges }) {
        const host = `${text(resource.inputs.apiId)}.appsync-api`;
        const node = nodes.nodeOf(resource);
        for (const other of graph.resources)
          if (text(other.inputs.invocationEndpoint).includes(host))
            edges.declare(nodes.nodeOf(other), node, "flow");
        edges.declare(node, nodes.client, "flow", "broadcast");
      },
    },
  },
  load: async () => (await import("./emulator.ts")).createAppSyncEmulator,
};
