import type { State } from "../../../state/state.ts";
import type { CompositeAlarmInput, MetricAlarmInput } from "../inputs.ts";
import type { Alarm, HistoryItem, StateOfAlarm } from "./alarm.ts";

/** What of an alarm outlasts the process. */
export interface KeptAlarm {
  /** By the config, not by a call. */
  readonly isDeclared: boolean;
  readonly actionsEnabled: boolean;
  readonly configuredAt: number;
  readonly state: StateOfAlarm;
  readonly history: HistoryItem[];
  readonly tags: readonly (readonly [string, string])[];
  readonly of:
    | { readonly kind: "metric"; readonly definition: MetricAlarmInput }
    | { readonly kind: "composite"; readonly definition: CompositeAlarmInput };
}

const toKept = (alarm: Alarm): KeptAlarm => {
  const { isDeclared, actionsEnabled, configuredAt, state, history, tags } = alarm;
  const of: KeptAlarm["of"] =
    alarm.kind === "metric"
      ? { kind: alarm.kind, definition: alarm.definition }
      : { kind: alarm.kind, definition: alarm.definition };
  return { isDeclared, actionsEnabled, configuredAt, state, history, tags: [...tags], of };
};

/** Alarms by name, over restarts. */
export const createKeptAlarms = (state: State) => {
  const records = state.records<Alarm, KeptAlarm>("cloudwatch/alarms", toKept);
  return {
    /** Those of the run before. */
    left: new Map(records.read()) as ReadonlyMap<string, KeptAlarm>,
    put: (alarm: Alarm) => records.put(alarm.name, alarm),
    delete: records.delete,
  };
};
