import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import type { KeptList } from "../../state/kept-lists.ts";
import type { ExecutionLog } from "./execution-log.ts";

/** An event as it is kept: values as they are, text only when somebody reads the history. JSON. */
export interface KeptEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly at: number;
  readonly details?: readonly [name: string, details: Record<string, unknown>];
}

/** Events of one execution, in order. */
export interface History {
  /** Adds an event and returns its id. */
  add(type: string, previousEventId: number, details?: KeptEvent["details"]): number;
  event(id: number): KeptEvent;
  /** As GetExecutionHistory shows them. */
  events(options: { includeExecutionData: boolean }): HistoryEvent[];
  readonly size: number;
  /** Leaves events that outlast the process to where they are kept, until somebody asks for them. */
  leave(): void;
  /** Drops the events. */
  forget(): void;
  readonly forgotten: boolean;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const HISTORY_LIMIT = 25_000;

interface HistoryOptions {
  readonly keep: boolean;
  /** Undefined where nobody wants them. */
  readonly log?: ExecutionLog;
  redriveCount?(): number;
  /** Where events outlast the process; read when somebody needs them. */
  readonly kept?: KeptList<KeptEvent>;
}

/** `keep: false` only counts: Express executions have ids of events in their errors, but no history. */
export const createHistory = (now: () => number, options: HistoryOptions): History => {
  const { kept } = options;
  let events: KeptEvent[] | undefined = kept ? undefined : [];
  let counted = 0;
  let forgotten = false;
  const all = () => {
    events ??= kept?.read() ?? [];
    return events;
  };
  const size = () => (options.keep ? all().length : counted);
  return {
    add(type, previousEventId, details) {
      const id = size() + 1;
      counted = id;
      const isLogged = options.log?.wants(type);
      if (!options.keep && !isLogged) return id;
      const event = { id, previousEventId, type, at: now(), details };
      if (options.keep) {
        all().push(event);
        kept?.add(event);
      }
      if (isLogged)
        options.log!.write(shown(event, options.log!.includeExecutionData), options.redriveCount?.() ?? 0);
      return id;
    },
    event: (id) => all()[id - 1]!,
    events: ({ includeExecutionData }) => all().map((event) => shown(event, includeExecutionData)),
    get size() {
      return size();
    },
    leave() {
      if (kept) events = undefined;
    },
    forget() {
      events = [];
      forgotten = true;
      kept?.forget();
    },
    get forgotten() {
      return forgotten;
    },
  };
};

const shown = ({ id, previousEventId, type, at, details }: KeptEvent, data: boolean): HistoryEvent => ({
  timestamp: new Date(at),
  type: type as HistoryEventType,
  id,
  previousEventId,
  ...(details && { [details[0]]: shownDetails(details[1], data) }),
});

/** `input` and `output` are data; `parameters` is text as well but always shown. */
const shownDetails = (details: Record<string, unknown>, data: boolean): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(details)) {
    if (value === undefined) continue;
    if (name === "parameters") result[name] = JSON.stringify(value);
    else if (name === "input" || name === "output") {
      if (data) result[name] = JSON.stringify(value);
      result[`${name}Details`] = { truncated: false };
    } else if (name === "assignedVariables") {
      if (data)
        result[name] = Object.fromEntries(
          Object.entries(value ?? {}).map(([variable, assigned]) => [variable, JSON.stringify(assigned)]),
        );
      result.assignedVariablesDetails = { truncated: false };
    } else if (value !== null) result[name] = value;
  }
  return result;
};
