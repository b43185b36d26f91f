import { randomUUID } from "node:crypto";
import type { Cloud } from "../core/cloud.ts";
import type { Faults } from "../core/faults.ts";
import { createAlarmDetails } from "./alarm-detail.ts";
import { createAlarmReader } from "./alarms.ts";
import { createAliasReader } from "./aliases.ts";
import type { Comparison } from "./api.ts";
import { createArchiveReader } from "./archives.ts";
import { createBuckets } from "./buckets.ts";
import { createClockControl } from "./clock.ts";
import { createCosts } from "./cost.ts";
import { createDashboardReader } from "./dashboards.ts";
import { createEvents } from "./events/catalogue.ts";
import type { HookContract } from "./events/hook.ts";
import { createExecutions } from "./executions.ts";
import { createFaultControl } from "./faults.ts";
import { createLogBook } from "./log-book.ts";
import { createMailReader } from "./mailbox.ts";
import { createLocator } from "./map/locate.ts";
import { readMap } from "./map/model.ts";
import { createTrafficMeter } from "./map/traffic.ts";
import { createMessages } from "./queues/messages.ts";
import { createQueueReader } from "./queues/read.ts";
import { createRedaction } from "./redaction.ts";
import { createScheduleReader } from "./schedules.ts";
import { createStreamReader } from "./streams.ts";
import { createTables } from "./tables.ts";
import { createWarnings } from "./warnings.ts";

/** What the console knows of a running local cloud. */
export interface ConsoleOptions {
  readonly cloud: Cloud;
  /** Where the app is: alarms link to files of it. */
  readonly root: string;
  readonly faults: Faults;
  /** Asked late: addresses are complete only when everything runs. */
  readonly outputs: () => Readonly<Record<string, unknown>>;
  readonly contracts: readonly HookContract[];
  /** Figures of the app's other forms, if it names a file with some. */
  readonly comparison: () => Comparison | undefined;
}

/** Everything the routes answer from. */
export const createReadModels = ({ cloud, root, faults, outputs, contracts, comparison }: ConsoleOptions) => {
  const { graph, journal, services } = cloud;
  const map = readMap(graph, services);
  const locator = createLocator(graph, map.nodes, journal.hop, services);
  const personal = contracts.flatMap((contract) => contract.personal.map((path) => path.split(".").at(-1)!));
  const redaction = createRedaction([...new Set(personal)]);
  const context = { journal, locator, redaction, services };
  const events = createEvents(cloud, map.nodes, contracts, context);
  const reader = createQueueReader(cloud, map);
  return {
    cloud,
    graph,
    journal,
    services,
    map,
    locator,
    redaction,
    context,
    outputs,
    bootId: randomUUID(),
    startedAt: Date.now(),
    traffic: createTrafficMeter(map, locator, services),
    executions: createExecutions(context, map.nodes),
    logBook: createLogBook(context),
    costs: createCosts(graph, context),
    comparison,
    warnings: createWarnings(),
    events,
    queues: reader,
    messages: createMessages({ ...context, cloud, reader, issuesOf: events.issuesOf }),
    schedules: createScheduleReader(cloud, map.nodes, redaction),
    alarms: createAlarmReader(cloud, map.nodes, redaction),
    alarmDetail: createAlarmDetails(cloud, root),
    dashboards: createDashboardReader(cloud),
    aliases: createAliasReader(cloud, map.nodes, redaction),
    archives: createArchiveReader(cloud, map.nodes),
    tables: createTables(cloud, map.nodes, redaction),
    buckets: createBuckets(cloud, map.nodes),
    streams: createStreamReader(cloud, map.nodes, redaction),
    mailbox: createMailReader(cloud, context),
    faults: createFaultControl(faults),
    clock: createClockControl(cloud, reader.someoneWillTake),
  };
};

export type ReadModels = ReturnType<typeof createReadModels>;
