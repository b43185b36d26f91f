import type { Cloud } from "../core/cloud.ts";
import type { Polling } from "../core/polling.ts";
import { pollQueue } from "./queue-poll.ts";
import { pollStream } from "./stream-poll.ts";

/** Polls the queues and streams of `cloud`, as event source mappings and pipes do. */
export const createPolling = (cloud: Cloud): Polling => ({
  queue: (options) => pollQueue(cloud, options),
  stream: (options) => pollStream(cloud, options),
});
