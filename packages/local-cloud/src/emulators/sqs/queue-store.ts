import { AwsError } from "../../core/aws-error.ts";
import type { Account } from "../../core/resource-type.ts";
import { LocalQueue, type QueueSurroundings } from "./local-queue.ts";

/** `orders.fifo` of a queue URL, whatever its host (SST writes `https://sqs.<region>.amazonaws.com/...`), or an ARN. */
export const queueNameOf = (urlOrArn: string): string =>
  urlOrArn.slice(Math.max(urlOrArn.lastIndexOf("/"), urlOrArn.lastIndexOf(":")) + 1);

export const queueArn = (name: string, { region, accountId }: Account): string =>
  `arn:aws:sqs:${region}:${accountId}:${name}`;

interface StoreOptions extends Account {
  /** Start of queue URLs, `http://127.0.0.1:4566`. */
  readonly endpoint: string;
}

/** All queues, behind the methods fauxqs' actions call on its own store. */
export interface QueueStore {
  readonly region: string;
  createQueue(
    name: string,
    url: string,
    arn: string,
    attributes?: Record<string, string>,
    tags?: Record<string, string>,
  ): LocalQueue;
  deleteQueue(url: string): boolean;
  buildQueueUrl(name: string): string;
  getQueue(url: string): LocalQueue | undefined;
  getQueueByArn(arn: string): LocalQueue | undefined;
  listQueues(
    prefix?: string,
    maxResults?: number,
    nextToken?: string,
  ): { queues: LocalQueue[]; nextToken?: string };
  all(): Iterable<LocalQueue>;
  /** Throws what the SDK calls `QueueDoesNotExist`. */
  find(urlOrArn: unknown): LocalQueue;
}

export const createQueueStore = (
  { region, accountId, endpoint }: StoreOptions,
  surroundings: QueueSurroundings,
): QueueStore => {
  const queues = new Map<string, LocalQueue>();
  const buildQueueUrl = (name: string) => `${endpoint}/${accountId}/${name}`;
  const byName = (urlOrArn: string) => queues.get(queueNameOf(urlOrArn));

  return {
    region,
    buildQueueUrl,
    getQueue: byName,
    getQueueByArn: byName,
    all: () => queues.values(),
    createQueue(name, _url, _arn, attributes, tags) {
      const arn = queueArn(name, { region, accountId });
      const queue = new LocalQueue(surroundings, name, buildQueueUrl(name), arn, attributes, tags);
      queues.set(name, queue);
      return queue;
    },
    deleteQueue(url) {
      const queue = byName(url);
      queue?.purge();
      queue?.close();
      return queue !== undefined && queues.delete(queue.name);
    },
    listQueues(prefix = "", maxResults, nextToken = "") {
      const found = [...queues.values()]
        .filter(({ name }) => name.startsWith(prefix) && name > nextToken)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      if (maxResults === undefined || found.length <= maxResults) return { queues: found };
      const page = found.slice(0, maxResults);
      return { queues: page, nextToken: page.at(-1)!.name };
    },
    find(urlOrArn) {
      const queue = typeof urlOrArn === "string" ? byName(urlOrArn) : undefined;
      if (!queue) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
      return queue;
    },
  };
};
