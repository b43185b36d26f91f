export interface ArchiveList {
  archives: Archive[];
}

/** An archive of an event bus, as it is now. Times are milliseconds of the local cloud's clock. */
export interface Archive {
  name: string;
  arn: string;
  /** Node id on the map; absent for what an API call made. */
  node?: string;
  area?: string;
  /** Name of the bus. */
  bus: string;
  /** None: every event. */
  pattern?: string;
  /** 0 for ever. */
  retentionDays: number;
  enabled: boolean;
  /** What has arrived in it. */
  kept: { events: number; bytes: number };
  /** What `DescribeArchive` says, which is some minutes older. */
  counted: { events: number; bytes: number };
  /** Newest first. */
  replays: Replay[];
}

export interface Replay {
  name: string;
  state: "STARTING" | "RUNNING" | "CANCELLING" | "COMPLETED" | "CANCELLED" | "FAILED";
  reason?: string;
  /** Of the events it brings again: from, and to before. */
  from: number;
  to: number;
  /** Names of the rules it is for; all of the bus where there are none. */
  rules?: string[];
  startedAt: number;
  endedAt?: number;
  /** Time of the event that was replayed last. */
  lastReplayed?: number;
  replayed: number;
  total: number;
}
