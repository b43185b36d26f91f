import { z } from "zod";
import { pairs } from "../../../state/shapes.ts";
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

const shape = z.looseObject({
  isDeclared: z.boolean(),
  actionsEnabled: z.boolean(),
  configuredAt: z.number(),
  state: z.looseObject({
    value: z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]),
    reason: z.looseObject({}),
    updatedAt: z.number(),
    since: z.number(),
  }),
  history: z.array(z.looseObject({ at: z.number(), type: z.string(), summary: z.string() })),
  tags: pairs,
  of: z.object({ kind: z.enum(["metric", "composite"]), definition: z.looseObject({}) }),
});

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
  const records = state.records<Alarm, KeptAlarm>("cloudwatch/alarms", shape, toKept);
  return {
    /** Those of the run before. */
    left: new Map(records.read()) as ReadonlyMap<string, KeptAlarm>,
    put: (alarm: Alarm) => records.put(alarm.name, alarm),
    delete: records.delete,
  };
};
