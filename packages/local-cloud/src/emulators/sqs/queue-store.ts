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

export interface QueueStore {
  all(): Iterable<LocalQueue>;
  /** By URL or name; throws what the SDK calls `QueueDoesNotExist`. */
  find(url: string): LocalQueue;
  at(arn: string): LocalQueue | undefined;
  has(queue: LocalQueue): boolean;
  create(
    name: string,
    attributes: Readonly<Record<string, string | undefined>>,
    tags: Readonly<Record<string, string>>,
  ): LocalQueue;
  delete(queue: LocalQueue): void;
}

const REST_MS = 60_000;

export const createQueueStore = (
  { region, accountId, endpoint }: StoreOptions,
  surroundings: QueueSurroundings,
): QueueStore => {
  const queues = new Map<string, LocalQueue>();
  const deletedAt = new Map<string, number>();
  const { clock } = surroundings;

  return {
    all: () => queues.values(),
    find(url) {
      const queue = queues.get(queueNameOf(url));
      if (!queue) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
      return queue;
    },
    at(arn) {
      const queue = queues.get(queueNameOf(arn));
      return queue?.arn === arn ? queue : undefined;
    },
    has: (queue) => queues.get(queue.name) === queue,
    create(name, attributes, tags) {
      if (clock.now() - (deletedAt.get(name) ?? Number.NEGATIVE_INFINITY) < REST_MS)
        throw new AwsError(
          "QueueDeletedRecently",
          "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
        );
      const url = `${endpoint}/${accountId}/${name}`;
      const arn = queueArn(name, { region, accountId });
      const queue = new LocalQueue(surroundings, { name, url, arn }, attributes, tags);
      queues.set(name, queue);
      return queue;
    },
    delete(queue) {
      queues.delete(queue.name);
      deletedAt.set(queue.name, clock.now());
      queue.purge();
      queue.close();
    },
  };
};
