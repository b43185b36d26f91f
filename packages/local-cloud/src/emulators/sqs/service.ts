import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, compact, eventName, parsed, recordCount, seconds, shortName, text } from "../../core/values.ts";
import { bytes, chunks, KB, use } from "../../metering/price.ts";
import { measureQueues } from "./metrics.ts";
import { fifoRequests, requests } from "./prices.ts";
import { sqsErrorType, sqsQuery } from "./query.ts";
import { resourceTypes } from "./resources.ts";

const priceAt = (queue: string) => (queue.endsWith(".fifo") ? fifoRequests : requests);
const sends =
  (member: string): HopKind["billed"] =>
  ({ resource }, { input }) =>
    use(priceAt(resource), chunks(bytes(at(input, member)), 64 * KB));

const testEvent: HopKind["testEvent"] = ({ resource }, input, masked) => {
  const body = masked(at(input, "MessageBody") ?? at(input, "body"));
  const json = typeof body === "string" ? body : JSON.stringify(body, null, 2);
  return { kind: "message", label: `Message for ${shortName(resource)}`, json };
};

const hops = {
  SendMessage: {
    note: (_, { input }) => eventName(at(input, "MessageBody")),
    testEvent,
    billed: sends("MessageBody"),
  },
  SendMessageBatch: { billed: sends("Entries") },
  Receive: {
    momentary: true,
    inside: true,
    uncounted: true,
    note: (_, { output }) => recordCount(output),
    // A consumer receives a batch, and deletes it in one more call.
    billed: ({ resource }, { output }) => use(priceAt(resource), 1 + chunks(bytes(output), 64 * KB)),
  },
  DeadLetter: { momentary: true, testEvent },
  MoveMessage: { momentary: true, inside: true },
} satisfies Record<string, HopKind>;

declare module "../../core/journal.ts" {
  interface RecordedHops {
    sqs: keyof typeof hops;
  }
}

const deadLetterQueueOf = (redrivePolicy: unknown) => text(parsed(redrivePolicy)?.deadLetterTargetArn);

export const service: ServiceDescription = {
  name: "sqs",
  title: "SQS",
  resourceTypes,
  hops,
  prices: [requests, fifoRequests],
  task: ["queue", "flow"],
  policyActions: {
    polling: /^(ReceiveMessage|DeleteMessage|GetQueue|ChangeMessageVisibility)/,
    sending: /^(\*|Send)/,
  },
  changes: "queues",
  measures: measureQueues,
  wire: { query: sqsQuery, errorType: sqsErrorType },
  sdk: { name: "sqs", prefix: "Sqs", text: ["MessageBody"] },
  map: {
    "aws:sqs/queue:Queue": {
      node: "queue",
      facts: (inputs) => ({
        "Visibility timeout": seconds(inputs.visibilityTimeoutSeconds),
        Retention: seconds(inputs.messageRetentionSeconds),
        FIFO: inputs.fifoQueue ? "yes" : undefined,
        Redrive: compact(inputs.redrivePolicy),
      }),
      edges(resource, { nodes, edges }) {
        const target = deadLetterQueueOf(resource.inputs.redrivePolicy);
        edges.declare(nodes.nodeOf(resource), nodes.find(target), "deadLetter");
      },
    },
    "aws:sqs/redrivePolicy:RedrivePolicy": {
      edges({ inputs }, { nodes, edges }) {
        const target = deadLetterQueueOf(inputs.redrivePolicy);
        edges.declare(nodes.find(text(inputs.queueUrl)), nodes.find(target), "deadLetter");
      },
    },
  },
  load: async () => (await import("./emulator.ts")).createSqsEmulator,
};
