import type { HopCost } from "./cost.ts";
import type { ExecutionStatus } from "./executions.ts";

export interface TraceSummary {
  traceId: string;
  at: number;
  /** From the first hop to the end of the last. */
  durationMs: number;
  /** `PUT /orders/ord-01J…`, `PutEvents shop`, ... */
  title: string;
  hops: number;
  failures: number;
  /** Areas it went through, in order. */
  areas: string[];
  /** Ids found in its payloads, the first few: order, event, execution. */
  ids: string[];
  running: boolean;
  /** A request that only reads, or listens. */
  reads?: true;
}

export interface TraceList {
  traces: TraceSummary[];
}

export interface Found {
  /** What the text is, best first: `/api/trace?id=` takes `id`. */
  matches: { id: string; kind: "id" | "trace" | "hop"; hops: number; summary: TraceSummary }[];
  tookMs: number;
}

export interface Trace {
  /** As asked for. */
  id: string;
  summary: TraceSummary;
  traceIds: string[];
  /** In the order of the waterfall: a parent before its children, children by time. */
  hops: TraceHop[];
  executions: { id: string; name: string; status: ExecutionStatus; states: string[] }[];
  /** True when the journal has already dropped its beginning. */
  truncated: boolean;
}

export interface TraceHop {
  id: number;
  traceId: string;
  /** In the waterfall; absent at the top. All causes are in `causes`. */
  parent?: number;
  depth: number;
  causes: number[];
  at: number;
  /** After the trace's beginning. */
  startMs: number;
  /** Absent while it runs and for a hop that takes no time. */
  durationMs?: number;
  service: string;
  action: string;
  /** For people: `sqs SendMessage` -> `PlaceOrderQueue`. */
  resource: string;
  arn: string;
  source?: string;
  /** Map node it happened to, and its area. */
  node?: string;
  area?: string;
  attempt?: number;
  error?: HopError;
  /** One line about the payload: `OrderPlaced v1`, `state ReserveStock`, the log line. */
  note?: string;
  /** Its payload was transformed on the way here: `/api/hops` has before and after. */
  transformed?: true;
  /** Log lines written by this function run; they are hops of their own too, left out of `Trace.hops`. */
  logs?: LogLine[];
}

export interface HopError {
  code: string;
  message: string;
  /** The contract's fields that do not hold. */
  issues?: Issue[];
}

export interface Issue {
  path: string;
  message: string;
}

export interface HopDetail extends TraceHop {
  input?: Payload;
  output?: Payload;
  /** What the cause handed over, before this hop's mapping, transformer or template. */
  before?: Payload & { hopId: number; from: string };
  /** Ready to paste or to post to `/api/events`, when the hop carries an event, message or invocation. */
  testEvent?: { kind: "event" | "lambda" | "message"; label: string; json: string };
  cost: HopCost[];
}

export interface Payload {
  /** Parsed where it is JSON (also JSON inside a string, up to the message body); else text. */
  value: unknown;
  bytes: number;
  /** The journal let go of it or it was cut to fit. */
  dropped?: true;
}

export type LogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

export interface LogLine {
  hopId: number;
  at: number;
  level: LogLevel;
  message: string;
  /** The whole line, when it is structured. */
  fields?: Record<string, unknown>;
  function: string;
  node?: string;
  requestId?: string;
  traceId: string;
}

export interface LogPage {
  lines: LogLine[];
}
