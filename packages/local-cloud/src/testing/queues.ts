import type { QueueReader } from "../console/queues/read.ts";
import type { Cloud } from "../core/cloud.ts";

const asRoot = { principal: { kind: "root" }, causes: [] } as const;

export interface AppQueue {
  /** As in the config: `PlaceOrderQueue`. */
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly isDeadLetterQueue: boolean;
  /** Messages in it: visible, being handled, and delayed. */
  size(): number;
  /** Sends up to ten messages at once, so that they make one batch; objects as JSON. */
  send(...bodies: readonly unknown[]): Promise<void>;
  /** Bodies of the visible messages, which stay in the queue. Leaves no trace in the journal, as `size`. */
  peek(): string[];
  /** Moves all messages of a dead-letter queue back to where they came from. */
  redrive(): Promise<void>;
}

/** The queues that the config declares. */
export const queuesOf = (cloud: Cloud, reader: QueueReader): AppQueue[] =>
  reader.present().map(({ node, queue }) => ({
    name: node.name,
    url: queue.url,
    arn: queue.arn,
    isDeadLetterQueue: node.kind === "deadLetterQueue",
    size: () => queue.peek().length,
    send: async (...bodies) => {
      const Entries = bodies.map((body, index) => ({
        Id: String(index),
        MessageBody: typeof body === "string" ? body : JSON.stringify(body),
      }));
      await cloud.call("sqs", "SendMessageBatch", { QueueUrl: queue.url, Entries }, asRoot);
    },
    peek: () => queue.peek().flatMap(({ message, state }) => (state === "visible" ? [message.body] : [])),
    redrive: async () => {
      await cloud.call("sqs", "StartMessageMoveTask", { SourceArn: queue.arn }, asRoot);
    },
  }));
