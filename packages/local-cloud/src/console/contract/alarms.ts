export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface AlarmList {
  /** Those in ALARM first, the latest change first. */
  alarms: Alarm[];
}

/** An alarm of CloudWatch. */
export interface Alarm {
  name: string;
  kind: "metric" | "composite";
  arn: string;
  description?: string;
  state: AlarmState;
  /** A sentence: values, times, threshold. */
  reason: string;
  /** When it went into its state, in milliseconds of the local cloud's clock. */
  since: number;
  actionsEnabled: boolean;
  /** `Sum > 0 for 1 of 1 minutes`, or the rule of a composite alarm. */
  condition: string;
  /** What it looks at, a line each: `AWS/Lambda Errors FunctionName=bake`. */
  watches: string[];
  /** Names of topics and functions it tells, on the map where they are. */
  tells: string[];
  /** Node id on the map of what it watches, where that is drawn. */
  node?: string;
  area?: string;
}

/** What there is to see of one alarm beside the list. */
export interface AlarmDetail {
  /** What it looked at in the last periods; absent for a composite alarm. */
  watched?: {
    /** Seconds. */
    period: number;
    threshold?: number;
    from: number;
    to: number;
    /** Time in milliseconds of the local cloud's clock, and value; oldest first. */
    points: [at: number, value: number][];
  };
  /** Address at the end of its description. */
  link?: string;
  /** The file of the app that this address means, by its path in the repository. */
  runbook?: { path: string; markdown: string };
}

export interface AlarmHistory {
  /** Newest first. */
  items: {
    /** Milliseconds of the local cloud's clock. */
    at: number;
    kind: "ConfigurationUpdate" | "StateUpdate" | "Action";
    summary: string;
    /** Of a change of state. */
    reason?: string;
  }[];
}

export interface DashboardList {
  dashboards: { name: string; widgets: number }[];
}

/** A dashboard with what its widgets show of a span of time. */
export interface Dashboard {
  name: string;
  /** Milliseconds of the local cloud's clock. */
  from: number;
  to: number;
  widgets: Widget[];
}

export interface Widget {
  /** `metric`, `alarm`, `text`, and others that show nothing here. */
  type: string;
  /** In units of a grid of 24 columns. */
  x: number;
  y: number;
  width: number;
  height: number;
  title?: string;
  /** Of text. */
  markdown?: string;
  /** `timeSeries`, `singleValue`, `bar`, … */
  view?: string;
  stacked?: boolean;
  /** Seconds between two points. */
  period?: number;
  series: WidgetSeries[];
  /** Lines across. */
  annotations: { label?: string; value: number; color?: string }[];
  /** Names of the alarms that it shows. */
  alarms: string[];
  /** Why it shows nothing. */
  problem?: string;
}

export interface WidgetSeries {
  label: string;
  color?: string;
  axis: "left" | "right";
  /** Time in milliseconds of the local cloud's clock, and value; oldest first. */
  points: [at: number, value: number][];
}
