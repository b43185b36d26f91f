import type { HopKind, ServiceDescription } from "../../core/service.ts";
import { at, eventName, parsed, text } from "../../core/values.ts";
import { bytes, chunks, KB, use } from "../../metering/price.ts";
import { measureTopics } from "./metrics.ts";
import { requests } from "./prices.ts";
import { resourceTypes } from "./resources.ts";

const hops = {
  Publish: {
    changes: "mailbox",
    note: (_, { input }) => eventName(input),
    billed: (_, { input }) => use(requests, chunks(bytes(at(input, "Message")), 64 * KB)),
  },
  Subscribe: { inside: true },
} satisfies Record<string, HopKind>;

export const service: ServiceDescription = {
  name: "sns",
  title: "SNS",
  resourceTypes,
  hops,
  prices: [requests],
  measures: measureTopics,
  wholeArn: (arn) => arn.split(":").slice(0, 6).join(":"),
  task: ["topic", "flow"],
  policyActions: { sending: /^(\*|Publish)/ },
  wire: { query: { namespace: "http://sns.amazonaws.com/doc/2010-03-31/" } },
  sdk: { name: "sns", prefix: "Sns", text: ["Message"] },
  map: {
    "aws:sns/topic:Topic": { node: "topic" },
    "aws:sns/topicSubscription:TopicSubscription": {
      edges({ inputs }, { nodes, edges }) {
        const topic = nodes.find(text(inputs.topic));
        edges.declare(topic, nodes.find(text(inputs.endpoint)), "flow", filterLabel(inputs.filterPolicy));
        const target = text(parsed(inputs.redrivePolicy)?.deadLetterTargetArn);
        edges.declare(topic, nodes.find(target), "deadLetter");
      },
    },
  },
  load: async () => (await import("./emulator.ts")).createSnsEmulator,
};

const LONGEST_LABEL = 120;

const filterLabel = (filterPolicy: unknown): string | undefined => {
  const filter = parsed(filterPolicy);
  if (!filter) return undefined;
  const types = filter["detail-type"];
  if (Array.isArray(types)) return types.join(", ");
  const whole = JSON.stringify(filter);
  return whole.length > LONGEST_LABEL ? `${whole.slice(0, LONGEST_LABEL - 1)}…` : whole;
};
