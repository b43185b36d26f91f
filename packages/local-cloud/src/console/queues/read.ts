import { lastPart } from "../../core/arn.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { LocalQueue } from "../../emulators/sqs/local-queue.ts";
import type { MapNode, Queue } from "../api.ts";
import { notFound } from "../http/problem.ts";
import type { DeclaredMap } from "../map/model.ts";

/** The queues of the graph as they are now. */
export interface QueueReader {
  present(): { readonly node: MapNode; readonly queue: LocalQueue }[];
  all(): Queue[];
  /** By name; throws a 404. */
  find(name: string): { queue: LocalQueue; shown: Queue };
  queueAt(arn: string): LocalQueue | undefined;
  /** Whether there are messages that something polls for, so that it takes them as soon as it can. */
  someoneWillTake(): boolean;
}

type Source = NonNullable<Queue["sources"]>[number];

const sourceKind = (node: MapNode): Source["kind"] =>
  node.kind === "rule" || node.kind === "pipe" || node.kind === "topic" || node.kind === "function"
    ? node.kind
    : "queue";

export const createQueueReader = (cloud: Cloud, map: DeclaredMap): QueueReader => {
  const { nodes } = map;
  const queueAt = (arn: string) => cloud.use("queues").get(arn);

  const show = (node: MapNode, queue: LocalQueue): Queue => {
    const now = cloud.clock.now();
    const messages = queue.peek();
    const count = (wanted: string) => messages.filter(({ state }) => state === wanted).length;
    const oldest = messages.reduce((at, { message }) => Math.min(at, message.sentTimestamp), now);
    const { redrive } = queue;
    const sources = map.edges.flatMap(({ kind, from, to }): Source[] => {
      const source = kind === "deadLetter" && to === node.id ? nodes.byId.get(from) : undefined;
      if (!source) return [];
      const name = lastPart(source.arn ?? source.name);
      return [{ name, label: source.name, kind: sourceKind(source) }];
    });
    return {
      name: queue.name,
      label: node.name,
      node: node.id,
      area: node.area,
      arn: queue.arn,
      depth: count("visible"),
      inFlight: count("inFlight"),
      delayed: count("delayed"),
      fifo: queue.isFifo(),
      visibilityTimeoutSeconds: Number(queue.attributes.VisibilityTimeout ?? 30),
      oldestAgeMs: messages.length > 0 ? now - oldest : undefined,
      deadLetterQueue: redrive && {
        name: lastPart(redrive.toArn),
        maxReceiveCount: redrive.maxReceiveCount,
      },
      sources: node.kind === "deadLetterQueue" ? sources : undefined,
    };
  };

  const present = () =>
    nodes.all.flatMap((node) => {
      const queue = /^(queue|deadLetterQueue)$/.test(node.kind) && node.arn ? queueAt(node.arn) : undefined;
      return queue ? [{ node, queue }] : [];
    });

  return {
    queueAt,
    present,
    someoneWillTake: () =>
      present().some(
        ({ node, queue }) =>
          queue.counts().visible > 0 &&
          map.edges.some(({ kind, from }) => kind === "poll" && from === node.id),
      ),
    all: () => present().map(({ node, queue }) => show(node, queue)),
    find(name) {
      const found = present().find(({ queue, node }) => queue.name === name || node.id === name);
      if (!found) throw notFound(`There is no queue ${name}.`);
      return { queue: found.queue, shown: show(found.node, found.queue) };
    },
  };
};
