import type { Resource } from "sst";
import type { LocalCloud } from "../boot/local-cloud.ts";
import { readMap } from "../console/map/model.ts";
import { createQueueReader } from "../console/queues/read.ts";
import type { Clock } from "../core/clock.ts";
import type { Hop } from "../core/journal.ts";
import { isRunning } from "../core/services.ts";
import { shellEnvironment } from "../process/link-environment.ts";
import type { MailboxEntry } from "../third-parties/mailbox/index.ts";
import { type Activity, watchActivity } from "./activity.ts";
import { type FaultInjection, injectInto } from "./fault-injection.ts";
import { type Publications, watchPublications } from "./published.ts";
import { type AppQueue, queuesOf } from "./queues.ts";

/** A running app, as a test sees it. */
export interface AppUnderTest extends Activity, Publications {
  /** What it runs on, for what has no word here. */
  readonly local: LocalCloud;
  /** What the config returned, and the addresses. */
  readonly outputs: LocalCloud["outputs"];
  /** As `Resource` of SST has them, typed by the `sst-env.d.ts` of the app. */
  readonly links: Resource;
  /** What `shell` gives a command: links, AWS endpoint, region, credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** For clients of the AWS SDK, of somebody who may do everything. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** That of the app; `advance` moves it on at once, whatever is under way. */
  readonly clock: Pick<Clock, "now" | "advance">;
  /** Moves the clock on once nothing goes on: whatever is under way would be found that much older, and given up. */
  pass(milliseconds: number): Promise<void>;
  readonly faults: FaultInjection;
  readonly queues: readonly AppQueue[];
  queue(name: string): AppQueue;
  /** E-mails and text messages that were sent: the last 1,000, oldest first. */
  mails(): readonly MailboxEntry[];
  /** What the journal holds of what happened, oldest first. */
  hops(match: (hop: Hop) => boolean): Hop[];
  /** Those that are still going on. */
  openHops(): Hop[];
  /** ARN of a resource, by its name in the config: `PlaceOrderQueue`. */
  arn(name: string): string;
}

/** `limitMs`: how long to wait at most, where a call does not say. */
export const appUnderTest = (local: LocalCloud, limitMs: () => number): AppUnderTest => {
  const { cloud, graph, journal, clock, outputs } = local;
  const reader = createQueueReader(cloud, readMap(graph, cloud.services));
  const queues = queuesOf(cloud, reader);
  const openHops = () => journal.hops((hop) => isRunning(hop, cloud.services));
  const activity = watchActivity(
    journal,
    () => cloud.use("invocations").waiting() > 0 || reader.someoneWillTake(),
    limitMs,
    openHops,
  );
  return {
    ...activity,
    ...watchPublications(journal, activity),
    local,
    outputs,
    links: graph.links as unknown as Resource,
    environment: shellEnvironment(cloud),
    clientConfig: {
      endpoint: outputs.awsEndpoint,
      region: outputs.region,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    },
    clock,
    pass: async (milliseconds) => {
      await activity.quiet();
      clock.advance(milliseconds);
    },
    faults: injectInto(local),
    queues,
    queue: (name) => {
      const found = queues.find((queue) => queue.name === name);
      if (!found)
        throw new Error(`There is no ${name} among ${queues.map((queue) => queue.name).join(", ")}.`);
      return found;
    },
    mails: () => cloud.use("mailbox").list(),
    hops: (match) => journal.hops(match),
    openHops,
    arn: (name) => {
      const found = graph.resources.find((resource) => resource.name === name && resource.outputs.arn);
      if (!found) throw new Error(`No resource named ${name} has an ARN.`);
      return String(found.outputs.arn);
    },
  };
};
