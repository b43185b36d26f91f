import type { CompositeAlarmInput, MetricAlarmInput } from "../inputs.ts";
import type { CompositeRule } from "./composite-rule.ts";
import type { AlarmState } from "./decide.ts";
import type { CompiledAlarm } from "./metric-alarm.ts";
import type { Reason } from "./reason.ts";

export interface StateOfAlarm {
  readonly value: AlarmState;
  readonly reason: Reason;
  /** When the reason was found, in milliseconds of the cloud's clock. */
  readonly updatedAt: number;
  /** When it went into the state. */
  readonly since: number;
}

export interface HistoryItem {
  readonly at: number;
  readonly type: "ConfigurationUpdate" | "StateUpdate" | "Action";
  readonly summary: string;
  /** Of a change of state. */
  readonly reason?: string;
  readonly data: object;
}

interface AnyAlarm {
  readonly name: string;
  readonly arn: string;
  /** By the config, not by a call. */
  readonly isDeclared: boolean;
  actionsEnabled: boolean;
  readonly configuredAt: number;
  state: StateOfAlarm;
  /** Newest first. */
  readonly history: HistoryItem[];
  readonly tags: ReadonlyMap<string, string>;
}

export interface MetricAlarm extends AnyAlarm {
  readonly kind: "metric";
  readonly definition: MetricAlarmInput;
  readonly compiled: CompiledAlarm;
}

export interface CompositeAlarm extends AnyAlarm {
  readonly kind: "composite";
  readonly definition: CompositeAlarmInput;
  readonly rule: CompositeRule;
}

export type Alarm = MetricAlarm | CompositeAlarm;

export const actionsOf = ({ definition }: Alarm, state: AlarmState): readonly string[] =>
  state === "ALARM"
    ? definition.AlarmActions
    : state === "OK"
      ? definition.OKActions
      : definition.InsufficientDataActions;

/** Of each alarm. */
const LONGEST_HISTORY = 200;

export const remember = ({ history }: Alarm, item: HistoryItem): void => {
  history.unshift(item);
  if (history.length > LONGEST_HISTORY) history.pop();
};
