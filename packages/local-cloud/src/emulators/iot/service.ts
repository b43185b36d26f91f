import type { MapNode } from "../../console/api.ts";
import type { Nodes } from "../../console/map/nodes.ts";
import type { ResourceGraph } from "../../core/resource-graph.ts";
import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, text } from "../../core/values.ts";
import { bytes, chunks, KB, use } from "../../metering/price.ts";
import { messages, ruleActions } from "./prices.ts";
import { resourceTypes } from "./resources.ts";
import { parseRuleSql } from "./rule-sql.ts";
import { controlWire, dataWire } from "./wire.ts";

const AUTHORIZER = "aws:iot/authorizer:Authorizer";

const payloadOf = (input: unknown) => text(at(input, "payload"));
const inPieces = (input: unknown, copies = 1) =>
  use(messages, copies * chunks(bytes(at(input, "payload")), 5 * KB));

const hops = {
  ApplyRule: { momentary: true, note: (_, { input }) => payloadOf(input), billed: () => use(ruleActions) },
} satisfies Record<string, HopKind>;

const dataHops = {
  Connect: { inside: true, reads: true },
  Subscribe: { inside: true, reads: true },
  Publish: {
    note: (_, { input }) => payloadOf(input),
    billed: (_, { input }) => inPieces(input),
  },
  Deliver: {
    momentary: true,
    toClient: true,
    billed: (_, { input, output }) => inPieces(input, Number(at(output, "receivers") ?? 1)),
  },
  Presence: { momentary: true, inside: true, note: (_, { input }) => text(at(input, "eventType")) },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    iot: keyof typeof hops;
    iotdata: keyof typeof dataHops;
  }
}

/** There is one broker for all of an account; the map has it where its first authorizer is. */
const brokerOf = (graph: ResourceGraph, nodes: Nodes): MapNode | undefined => {
  const first = graph.resources.find(({ type }) => type === AUTHORIZER);
  return first && nodes.nodeOf(first);
};

export const service: ServiceDescription = {
  name: "iot",
  title: "IoT Core",
  resourceTypes,
  hops,
  prices: [messages, ruleActions],
  wire: controlWire,
  find: (arn, graph, nodes) =>
    /:(?:topic|topicfilter|client)\//.test(arn) ? brokerOf(graph, nodes) : undefined,
  policyActions: { sending: /^(\*|Publish)/ },
  map: {
    [AUTHORIZER]: {
      node: "channel",
      visited: true,
      facts: ({ signingDisabled }) => ({ Tokens: signingDisabled ? "not signed" : "signed" }),
      edges(resource, { graph, nodes, edges }) {
        const node = nodes.nodeOf(resource);
        edges.declare(node, nodes.find(text(resource.inputs.authorizerFunctionArn)), "call", "authorizer");
        if (node === brokerOf(graph, nodes)) edges.declare(node, nodes.client, "flow", "messages");
      },
    },
    "aws:iot/topicRule:TopicRule": {
      node: "rule",
      facts: ({ sql, enabled }) => ({ SQL: sql, State: enabled ? "enabled" : "disabled" }),
      edges(resource, { graph, nodes, edges }) {
        const rule = nodes.nodeOf(resource);
        const { lambdas, sql } = resource.inputs;
        edges.declare(brokerOf(graph, nodes), rule, "flow", parseRuleSql(text(sql))?.filter.topics);
        for (const { functionArn } of (lambdas ?? []) as { functionArn: string }[])
          edges.declare(rule, nodes.find(functionArn), "flow");
      },
    },
  },
  load: async () => (await import("./emulator.ts")).createIotEmulators,
};

/** The data plane: what clients do, and `IoTDataPlaneClient`. */
export const dataPlane: ServiceDescription = {
  name: "iotdata",
  title: "IoT Core",
  hops: dataHops,
  wire: dataWire,
  sdk: { name: "iotdataplane", prefix: "IotDataPlane", camelCase: true },
};
