/** Firing first, then by name. */
export interface AlarmList {
  alarms: Alarm[];
}

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface Alarm {
  name: string;
  /** Its name without what all of the stage begin with. */
  label: string;
  state: AlarmState;
  /** When it went into the state, in milliseconds of the local cloud's clock. */
  since: number;
  /** Why it is in that state. */
  reason: string;
  description?: string;
  /** Node id on the map of what it watches; absent where that is not drawn. */
  node?: string;
  area?: string;
}

export interface AlarmDetail extends Alarm {
  /** Of a composite alarm: which alarms it asks. */
  rule?: string;
  /** What is watched over the last periods, oldest first; absent for a composite alarm. */
  watched?: { periodSeconds: number; threshold?: number; points: Point[] };
  /** Newest first. */
  history: { at: number; type: string; summary: string }[];
  /** Markdown that its description links to, where the app has that file; `path` is the file's. */
  runbook?: { path: string; text: string };
  /** Address that its description links to. */
  link?: string;
}

/** `value` is absent where there was no datapoint. */
export interface Point {
  at: number;
  value?: number;
}

export interface DashboardList {
  dashboards: { name: string; label: string }[];
}

export interface DashboardDetail {
  name: string;
  label: string;
  /** In the order of the dashboard's own JSON. */
  widgets: Widget[];
}

/** Place and size are in CloudWatch's grid of 24 columns. */
export type Widget = { x: number; y: number; width: number; height: number } & (
  | { type: "metric"; title: string; lines: WidgetLine[]; limit?: { label: string; value: number } }
  | { type: "numbers"; title: string; numbers: { label: string; value?: number }[] }
  | { type: "alarm"; title: string; alarms: { name: string; label: string; state: AlarmState }[] }
  | { type: "text"; markdown: string }
  /** What the console does not draw, and why. */
  | { type: "undrawn"; title: string; why: string }
);

export interface WidgetLine {
  label: string;
  points: Point[];
}
