import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, compact, recordCount, text } from "../../core/values.ts";
import { oneFunction } from "../../metering/lambda-everywhere.ts";
import { use } from "../../metering/price.ts";
import { measurePipes } from "./metrics.ts";
import { requests } from "./prices.ts";
import { resourceTypes } from "./resources.ts";

const hops = {
  HandleBatch: {
    note: (_, { input }) => recordCount(input),
    transforms: (next) => next.service !== "pipes",
    billed: (_, { input }) => use(requests, Array.isArray(input) ? input.length : 1),
    withFunction: () => oneFunction,
  },
  Discard: { momentary: true, inside: true, note: (_, { input }) => recordCount(input) },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    pipes: keyof typeof hops;
  }
}

export const service: ServiceDescription = {
  name: "pipes",
  title: "Pipes",
  resourceTypes,
  hops,
  prices: [requests],
  measures: measurePipes,
  roles: { "aws:pipes/pipe:Pipe": "roleArn" },
  wire: {
    rest: {
      ListPipes: "GET /v1/pipes",
      DescribePipe: "GET /v1/pipes/{Name}",
      CreatePipe: "POST /v1/pipes/{Name}",
      UpdatePipe: "PUT /v1/pipes/{Name}",
      DeletePipe: "DELETE /v1/pipes/{Name}",
      StartPipe: "POST /v1/pipes/{Name}/start",
      StopPipe: "POST /v1/pipes/{Name}/stop",
    },
  },
  sdk: { name: "pipes", prefix: "Pipes" },
  map: {
    "aws:pipes/pipe:Pipe": {
      node: "pipe",
      facts: ({ sourceParameters: source, targetParameters }) => ({
        Filter: compact(at(source, "filterCriteria", "filters")),
        "Batch size":
          at(source, "dynamodbStreamParameters", "batchSize") ??
          at(source, "sqsQueueParameters", "batchSize"),
        Template: at(targetParameters, "inputTemplate"),
      }),
      edges(resource, { nodes, edges }) {
        const pipe = nodes.nodeOf(resource);
        const { source, target, enrichment, sourceParameters } = resource.inputs;
        const filtered = at(sourceParameters, "filterCriteria") ? "filtered" : undefined;
        edges.declare(nodes.find(text(source)), pipe, "poll", filtered);
        edges.declare(pipe, nodes.find(text(target)), "flow");
        edges.declare(pipe, nodes.find(text(enrichment)), "call", "enriches");
        const deadLetters = at(sourceParameters, "dynamodbStreamParameters", "deadLetterConfig", "arn");
        edges.declare(pipe, nodes.find(text(deadLetters)), "deadLetter");
      },
    },
  },
  load: async () => (await import("./emulator.ts")).createPipesEmulator,
};
