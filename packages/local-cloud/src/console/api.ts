import type { AlarmDetail, AlarmHistory, AlarmList, Dashboard, DashboardList } from "./contract/alarms.ts";
import type { AliasList } from "./contract/aliases.ts";
import type { ArchiveList } from "./contract/archives.ts";
import type { BucketList, ObjectPage } from "./contract/buckets.ts";
import type { CostReport } from "./contract/cost.ts";
import type { Execution, ExecutionList, ExecutionStatus } from "./contract/executions.ts";
import type { MapModel, Pulse } from "./contract/map.ts";
import type {
  EventCatalogue,
  FaultSettings,
  FaultState,
  Mailbox,
  MailDetail,
  SendEvent,
} from "./contract/outside.ts";
import type { ItemPage, Message, MessageList, QueueList, TableList } from "./contract/queues.ts";
import type { ScheduleList } from "./contract/schedules.ts";
import type { RecordList, StreamList } from "./contract/streams.ts";
import type {
  Found,
  HopDetail,
  Issue,
  LogLevel,
  LogPage,
  Trace,
  TraceHop,
  TraceList,
  TraceSummary,
} from "./contract/traces.ts";

/**
 * The console's HTTP interface, as JSON, on the console port. Import with `import type`: there is nothing to run here.
 *
 * - GET answers 200 with the type named in `ConsoleRoutes`; query parameters are strings, a list is comma separated.
 * - POST takes a JSON body with `content-type: application/json` from the console's own origin, else 403 or 415.
 * - Every failure is `Problem` with its HTTP status: 400 bad input, 404 unknown, 409 not possible now, 500.
 * - Times (`at`) are milliseconds since the epoch, with fractions; durations are milliseconds.
 * - Personal fields in payloads are already masked when `Overview.redacted` is true.
 */
export interface ConsoleRoutes {
  "GET /api/overview": { query: None; answer: Overview };
  /**
   * Variables with which a command acts as a part of the app: links, AWS endpoint, region, credentials. Secrets of the app
   * are in it, unmasked, so programs are answered and no page is, the console's own neither.
   */
  "GET /api/environment": { query: None; answer: { environment: Record<string, string> } };
  "GET /api/map": { query: None; answer: MapModel };
  /** Newest first. `before` is the `at` of the last one seen; `failed=1` only those with failures. */
  "GET /api/traces": { query: { limit?: string; before?: string; failed?: string }; answer: TraceList };
  /** Anything: an order id, event id, request id, execution name, trace id, hop id, or the start of one. */
  "GET /api/find": { query: { q: string }; answer: Found };
  /** A trace id, or any id found in payloads: then all hops of that thing's journey, over several traces if need be. */
  "GET /api/trace": { query: { id: string }; answer: Trace };
  "GET /api/hops/{hopId}": { query: None; answer: HopDetail };
  /** Hops as the journal holds them, oldest first: the newest `limit` (500), or those of a trace. */
  "GET /api/journal": { query: { limit?: string; trace?: string; action?: string }; answer: unknown[] };
  "GET /api/queues": { query: None; answer: QueueList };
  /** Looks without receiving: visible and in-flight messages, oldest first. */
  "GET /api/queues/{name}/messages": { query: { limit?: string }; answer: MessageList };
  /** Edits a message where it lies; its receive count and place stay. */
  "POST /api/queues/{name}/repair": { body: { messageId: string; body: string }; answer: Message };
  /** Moves messages of a dead-letter queue to the queue they came from; all of them without `messageIds`. */
  "POST /api/queues/{name}/redrive": { body: { messageIds?: string[] }; answer: { moved: number } };
  "POST /api/queues/{name}/delete": { body: { messageIds: string[] }; answer: { deleted: number } };
  "GET /api/schedules": { query: None; answer: ScheduleList };
  /** Of CloudWatch; the topic `alarms` of the stream tells when one changes. */
  "GET /api/alarms": { query: None; answer: AlarmList };
  "GET /api/alarms/{name}": { query: None; answer: AlarmDetail };
  "GET /api/alarms/{name}/history": { query: None; answer: AlarmHistory };
  "GET /api/dashboards": { query: None; answer: DashboardList };
  /** With the values of its widgets in the last `minutes` (180). */
  "GET /api/dashboards/{name}": { query: { minutes?: string }; answer: Dashboard };
  "GET /api/aliases": { query: None; answer: AliasList };
  "GET /api/archives": { query: None; answer: ArchiveList };
  "GET /api/tables": { query: None; answer: TableList };
  /** `key` filters: the partition key's value, exactly. `cursor` continues where the answer before ended. */
  "GET /api/tables/{name}/items": {
    query: { limit?: string; cursor?: string; key?: string };
    answer: ItemPage;
  };
  "GET /api/buckets": { query: None; answer: BucketList };
  /** Directly in `folder`, which ends with a slash; `cursor` continues where the answer before ended. */
  "GET /api/buckets/{name}/objects": {
    query: { limit?: string; cursor?: string; folder?: string };
    answer: ObjectPage;
  };
  "GET /api/streams": { query: None; answer: StreamList };
  /** The last ones, newest first; of one shard, or of all. */
  "GET /api/streams/{name}/records": { query: { limit?: string; shard?: string }; answer: RecordList };
  "GET /api/executions": {
    query: { limit?: string; before?: string; machine?: string; status?: ExecutionStatus };
    answer: ExecutionList;
  };
  /** `id` is `ExecutionSummary.id`, URL-encoded. */
  "GET /api/executions/{id}": { query: None; answer: Execution };
  /** Newest first. `q` matches text and ids; `function` is a node id. */
  "GET /api/logs": {
    query: { limit?: string; before?: string; q?: string; function?: string; level?: LogLevel };
    answer: LogPage;
  };
  "GET /api/mailbox": { query: { limit?: string }; answer: Mailbox };
  "GET /api/mailbox/{id}": { query: None; answer: MailDetail };
  /** `text/html` for a sandboxed iframe: no script, no remote content (the answer's own CSP says so too). */
  "GET /api/mailbox/{id}/html": { query: None; answer: never };
  "GET /api/events": { query: None; answer: EventCatalogue };
  "POST /api/events": { body: SendEvent; answer: { eventId: string; traceId: string } };
  "GET /api/faults": { query: None; answer: FaultState };
  /** The whole state to go to; answers what is in force. A new seed starts the sequence again. */
  "POST /api/faults": { body: FaultSettings; answer: FaultState };
  "GET /api/clock": { query: None; answer: ClockState };
  /** Moves the clock forward once nothing goes on: whatever falls due by then happens now. */
  "POST /api/clock": { body: { advanceMs: number }; answer: ClockState };
  /** Whether personal fields are masked from now on; an app without contracts has none. */
  "POST /api/redaction": { body: { redacted: boolean }; answer: { redacted: boolean } };
  /** Without `id` the whole run; with one, that journey. */
  "GET /api/cost": { query: { id?: string }; answer: CostReport };
}

/** Server-sent events of `GET /api/stream`: the SSE `event` name -> the JSON in `data`. */
export interface ConsoleStream {
  /** First, on every (re)connect. Another `bootId` than before: the local cloud restarted, fetch everything again. */
  hello: { bootId: string; at: number };
  /** At most every 250 ms, only when something moved: what was added since the pulse before. */
  pulse: Pulse;
  /** At most every 500 ms: lists that changed, so that an open page fetches again. */
  changed: { topics: Topic[] };
  /** A new or grown trace, at most 4 a second each: replace by `traceId`. */
  traces: { traces: TraceSummary[] };
  /** Only with `?trace=<id>` (as for `/api/trace`): new or finished hops of it, replace by `id`. */
  hops: { hops: TraceHop[] };
  /** A warning of the local cloud: a denied permission, a rule that cannot deliver. */
  notice: { at: number; message: string; hopId?: number; traceId?: string };
}

export type Topic =
  | "queues"
  | "schedules"
  | "archives"
  | "tables"
  | "buckets"
  | "streams"
  | "executions"
  | "logs"
  | "mailbox"
  | "alarms"
  | "aliases"
  | "faults"
  | "map";

/** The one clock of the local cloud. */
export interface ClockState {
  /** Milliseconds since the epoch. */
  now: number;
  /** How far it was moved forward since the start. */
  aheadMs: number;
}

type None = Record<never, string>;

export interface Problem {
  /** A sentence: the thing, the rule, the remedy. */
  message: string;
  code: string;
  /** The fields that do not hold, where it is about a payload. */
  issues?: readonly Issue[];
}

export interface Overview {
  bootId: string;
  startedAt: number;
  app: { name: string; stage: string };
  region: string;
  accountId: string;
  /** Addresses of the run: `webUrl`, `apiUrl`, `awsEndpoint`, ... and what the config returned. */
  outputs: Record<string, unknown>;
  hops: { held: number; recorded: number; capacity: number };
  redacted: boolean;
  warnings: { at: number; message: string }[];
  failures: number;
  deadLetters: number;
  /** How many alarms fire. */
  alarms: number;
}

export type {
  Alarm,
  AlarmDetail,
  AlarmHistory,
  AlarmList,
  AlarmState,
  Dashboard,
  DashboardList,
  Widget,
  WidgetSeries,
} from "./contract/alarms.ts";
export type { Alias, AliasList } from "./contract/aliases.ts";
export type { Archive, ArchiveList, Replay } from "./contract/archives.ts";
export type { Bucket, BucketList, ObjectPage, StoredObject } from "./contract/buckets.ts";
export type { Comparison, CostReport, CostSum, HopCost } from "./contract/cost.ts";
export type {
  DefinitionState,
  Execution,
  ExecutionList,
  ExecutionState,
  ExecutionStatus,
  ExecutionSummary,
  MapRun,
  MapRunCounts,
} from "./contract/executions.ts";
export type {
  EdgeKind,
  MapArea,
  MapEdge,
  MapModel,
  MapNode,
  MapStats,
  NodeKind,
  Pulse,
  PulseCount,
  Traffic,
} from "./contract/map.ts";
export type {
  EventCatalogue,
  EventContractInfo,
  FaultSettings,
  FaultState,
  Mail,
  Mailbox,
  MailDetail,
  SendEvent,
} from "./contract/outside.ts";
export type {
  ItemPage,
  Message,
  MessageList,
  Queue,
  QueueList,
  Table,
  TableList,
} from "./contract/queues.ts";
export type { Schedule, ScheduleList } from "./contract/schedules.ts";
export type {
  RecordList,
  Stream,
  StreamedRecord,
  StreamList,
  StreamReader,
  StreamShard,
} from "./contract/streams.ts";
export type {
  Found,
  HopDetail,
  HopError,
  Issue,
  LogLevel,
  LogLine,
  LogPage,
  Payload,
  Trace,
  TraceHop,
  TraceList,
  TraceSummary,
} from "./contract/traces.ts";
