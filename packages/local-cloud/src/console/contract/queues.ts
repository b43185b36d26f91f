import type { HopError } from "./traces.ts";

export interface QueueList {
  queues: Queue[];
}

export interface Queue {
  name: string;
  /** Logical name, as in the config. */
  label: string;
  node: string;
  area: string;
  arn: string;
  depth: number;
  inFlight: number;
  delayed: number;
  /** Milliseconds; absent when empty. */
  oldestAgeMs?: number;
  fifo: boolean;
  visibilityTimeoutSeconds: number;
  /** Of the queue's redrive policy. */
  deadLetterQueue?: { name: string; maxReceiveCount: number };
  /** Queues (and rules, pipes, topics) that put their failures here; present for dead-letter queues. */
  sources?: { name: string; label: string; kind: "queue" | "rule" | "pipe" | "topic" | "function" }[];
}

export interface MessageList {
  queue: Queue;
  messages: Message[];
  total: number;
}

export interface Message {
  messageId: string;
  body: string;
  sentAt: number;
  ageMs: number;
  receiveCount: number;
  /** Received, not deleted: invisible until then. */
  inFlight: boolean;
  attributes: Record<string, string>;
  messageAttributes: Record<string, string>;
  /** Why it is in a dead-letter queue, as far as the journal knows. */
  failure?: HopError & { hopId?: number; function?: string; at?: number };
  /** The queue `redrive` puts it back to. */
  redriveTo?: string;
  hopId?: number;
  traceId?: string;
  ids: string[];
}

export interface TableList {
  tables: Table[];
}

export interface Table {
  name: string;
  label: string;
  node: string;
  area: string;
  partitionKey: string;
  sortKey?: string;
  indexes: { name: string; partitionKey: string; sortKey?: string }[];
  stream: boolean;
  ttlAttribute?: string;
}

export interface ItemPage {
  /** Plain JSON; sets are arrays, numbers beyond 2^53 strings. */
  items: Record<string, unknown>[];
  cursor?: string;
  count: number;
}
