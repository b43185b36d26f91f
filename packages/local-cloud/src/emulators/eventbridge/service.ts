import type { HopKind, ServiceDescription, TestEvent } from "../../core/service.ts";
import { at, compact, eventName, parsed, shortName, text } from "../../core/values.ts";
import { oneFunction } from "../../metering/lambda-everywhere.ts";
import { bytes, chunks, KB, nothing, use } from "../../metering/price.ts";
import { measureRules } from "./metrics.ts";
import { apiDestinationCalls, archiveProcessing, archiveStorage, events, replayedEvents } from "./prices.ts";
import { resourceTypes } from "./resources.ts";

const testEvent = (event: unknown, bus: string): TestEvent | undefined => {
  const from = at(event, "source");
  const detailType = at(event, "detail-type");
  if (typeof from !== "string" || typeof detailType !== "string") return undefined;
  const json = JSON.stringify({ bus, source: from, detailType, detail: at(event, "detail") }, null, 2);
  return { kind: "event", label: `${detailType} for ${bus}`, json };
};

const sizesOf = (input: unknown): number[] => {
  const sizes = at(input, "sizes");
  return Array.isArray(sizes) ? sizes.map(Number) : [];
};

const hops = {
  PutEvents: {
    uncounted: true,
    note(_, { input }) {
      const entries = at(input, "Entries");
      if (!Array.isArray(entries)) return undefined;
      return [...new Set(entries.map((entry) => String(at(entry, "DetailType"))))].join(", ");
    },
  },
  AcceptEvent: {
    momentary: true,
    inside: true,
    note: (_, { input }) => eventName(input),
    testEvent: ({ resource }, input, masked) => testEvent(masked(input), shortName(resource)),
    // What services of AWS publish is free.
    billed: ({ source = "" }, { input }) =>
      source.startsWith("aws.") ? nothing : use(events, chunks(bytes(input), 64 * KB)),
  },
  ArchiveEvents: {
    momentary: true,
    changes: "archives",
    note: (_, { input }) => `${at(input, "events")} events`,
    billed(_, { input }) {
      const size = Number(at(input, "bytes")) / KB ** 3;
      const months = (Number(at(input, "retentionDays")) || 30) / 30;
      return [...use(archiveProcessing, size), ...use(archiveStorage, size * months)];
    },
  },
  StartReplay: { changes: "archives", note: (_, { input }) => text(at(input, "ReplayName")) },
  CancelReplay: { changes: "archives", note: (_, { input }) => text(at(input, "ReplayName")) },
  ReplayEvent: {
    momentary: true,
    note: (_, { input }) => eventName(input),
  },
  ReplayEvents: {
    momentary: true,
    inside: true,
    uncounted: true,
    changes: "archives",
    note: (_, { input }) => `${sizesOf(input).length} of ${text(at(input, "minute"))}`,
    billed: (_, { input }) =>
      use(
        replayedEvents,
        sizesOf(input).reduce((sum, size) => sum + chunks(size, 64 * KB), 0),
      ),
  },
  TriggerRule: {
    momentary: true,
    changes: "schedules",
    // Time itself sends it.
    from: () => undefined,
    note: (_, { input }) => text(at(input, "time")),
  },
  Deliver: {
    from: ({ causes: [cause] }, { nodeOf, hopOf }) => {
      const hop = cause === undefined ? undefined : hopOf(cause);
      return hop && nodeOf(hop);
    },
    note: (_, { input }) => eventName(at(input, "event")),
    shown: (input) => at(input, "payload"),
    before({ input }) {
      const event = at(input, "event");
      const unchanged =
        event === undefined || JSON.stringify(event).length === String(at(input, "payload")).length;
      return unchanged ? undefined : event;
    },
    testEvent: (hop, input, masked) =>
      testEvent(masked(at(input, "event")), hop.source?.split("/").at(-2) ?? "default"),
  },
  InvokeApiDestination: {
    transforms: (next) => next.action === "Publish",
    billed: () => use(apiDestinationCalls),
    withFunction: () => oneFunction,
  },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    events: keyof typeof hops;
  }
}

const detailTypes = (pattern: unknown): string | undefined => {
  const types = parsed(pattern)?.["detail-type"];
  return Array.isArray(types) ? types.filter((type) => typeof type === "string").join(", ") : undefined;
};

const RULE = "aws:cloudwatch/eventRule:EventRule";

export const service: ServiceDescription = {
  name: "events",
  title: "EventBridge",
  resourceTypes,
  hops,
  prices: [events, archiveProcessing, archiveStorage, replayedEvents, apiDestinationCalls],
  roles: { "aws:cloudwatch/eventTarget:EventTarget": "roleArn" },
  place({ action, source: rule, resource, input }, { find }) {
    // A replay is no resource: it happens at the archive.
    if (action === "ReplayEvents" && rule !== undefined) return find(rule);
    if (action === "StartReplay") return find(text(at(input, "EventSourceArn")));
    if (action === "Deliver" && rule !== undefined) return find(rule);
    if (resource !== "*") return find(resource);
    if (action !== "PutEvents") return undefined;
    return find(String(at(input, "Entries", 0, "EventBusName") ?? "default"));
  },
  measures: measureRules,
  task: ["bus", "flow"],
  policyActions: { sending: /^(\*|PutEvents)/ },
  sdk: { name: "eventbridge", prefix: "EventBridge", text: ["Detail"] },
  map: {
    "aws:cloudwatch/eventBus:EventBus": { node: "bus" },
    [RULE]: {
      node: "rule",
      local: true,
      facts: (inputs) => ({
        Pattern: compact(inputs.eventPattern),
        Schedule: inputs.scheduleExpression,
        State: inputs.state,
      }),
      edges(resource, { nodes, edges }) {
        const { eventBusName = "default", eventPattern } = resource.inputs;
        if (eventPattern === undefined) return;
        const bus = nodes.find(text(eventBusName));
        edges.declare(bus, nodes.nodeOf(resource), "flow", detailTypes(eventPattern));
      },
    },
    "aws:cloudwatch/eventArchive:EventArchive": {
      node: "archive",
      facts: ({ eventPattern, retentionDays }) => ({
        Pattern: compact(eventPattern),
        Retention: retentionDays ? `${String(retentionDays)} days` : "for ever",
      }),
      edges(resource, { nodes, edges }) {
        const [bus, archive] = [nodes.find(text(resource.inputs.eventSourceArn)), nodes.nodeOf(resource)];
        edges.declare(bus, archive, "flow", "archived");
      },
    },
    "aws:cloudwatch/eventTarget:EventTarget": {
      edges({ inputs }, { graph, nodes, edges }) {
        const rule = graph.resources.find(
          (resource) =>
            resource.type === RULE &&
            resource.outputs.name === inputs.rule &&
            (resource.inputs.eventBusName ?? "default") === (inputs.eventBusName ?? "default"),
        );
        const from = rule && nodes.nodeOf(rule);
        const label = inputs.inputTransformer ? "transformed" : undefined;
        edges.declare(from, nodes.find(text(inputs.arn)), "flow", label);
        edges.declare(from, nodes.find(text(at(inputs.deadLetterConfig, "arn"))), "deadLetter");
      },
    },
    "aws:cloudwatch/eventApiDestination:EventApiDestination": {
      node: "apiDestination",
      facts: ({ httpMethod, invocationEndpoint, invocationRateLimitPerSecond: rate }) => ({
        Endpoint: `${String(httpMethod)} ${String(invocationEndpoint)}`,
        "Rate limit": rate && `${String(rate)}/s`,
      }),
    },
  },
  load: async () => (await import("./emulator.ts")).createEventBridgeEmulator,
};
