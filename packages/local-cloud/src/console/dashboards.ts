import { z } from "zod";
import type { Cloud } from "../core/cloud.ts";
import { type MetricFacts, withoutStage } from "./alarms.ts";
import type { DashboardDetail, DashboardList, Widget } from "./api.ts";
import { notFound } from "./http/problem.ts";

const options = z.object({ label: z.string().optional(), stat: z.string().optional() });
const metricWidget = z.object({
  title: z.string().default(""),
  view: z.string().default("timeSeries"),
  stat: z.string().default("Average"),
  period: z.number().default(300),
  metrics: z.array(z.array(z.unknown())).default([]),
  annotations: z
    .object({ horizontal: z.array(z.object({ label: z.string().default(""), value: z.number() })).optional() })
    .optional(),
});
const alarmWidget = z.object({ title: z.string().default(""), alarms: z.array(z.string()) });
const textWidget = z.object({ markdown: z.string() });
const placed = z.object({
  type: z.string(),
  x: z.number().default(0),
  y: z.number().default(0),
  width: z.number().default(6),
  height: z.number().default(6),
  properties: z.unknown(),
});
const dashboardBody = z.object({ widgets: z.array(placed) });

type MetricWidget = z.output<typeof metricWidget>;

/** `[namespace, metric, dimension, value, ..., options]`, or why it is not drawn. */
const lineOf = (row: readonly unknown[], { stat }: MetricWidget): (MetricFacts & { label: string }) | string => {
  const parts = row.filter((part) => typeof part === "string");
  const { success, data: own } = options.safeParse(row.find((part) => typeof part === "object") ?? {});
  const [namespace, metric, ...pairs] = parts;
  if (!success || namespace === undefined || metric === undefined) return "an expression";
  if (parts.some((part) => /^\.+$/.test(part))) return "a metric that repeats the one before by dots";
  const dimensions = Object.fromEntries(
    pairs.flatMap((name, index) => (index % 2 === 0 ? [[name, pairs[index + 1] ?? ""]] : [])),
  );
  return { namespace, metric, dimensions, statistic: own.stat ?? stat, label: own.label ?? metric };
};

/** The dashboards that are deployed, with the values of what they draw. */
export const createDashboardReader = (cloud: Pick<Cloud, "use" | "graph">) => {
  const label = (name: string) => withoutStage(name, cloud.graph);

  const drawMetrics = (widget: MetricWidget, minutes: number): object => {
    const { title, view, period, metrics, annotations } = widget;
    const lines = metrics.map((row) => lineOf(row, widget));
    const undrawn = lines.find((line) => typeof line === "string");
    if (undrawn) return { type: "undrawn", title, why: `The console does not draw ${undrawn}.` };
    const drawn = lines.filter((line) => typeof line !== "string");
    const { read } = cloud.use("watch");
    if (view === "singleValue")
      return {
        type: "numbers",
        title,
        numbers: drawn.map((line) => ({ label: line.label, value: read(line, minutes, 1)[0]?.value })),
      };
    if (view !== "timeSeries")
      return { type: "undrawn", title, why: `The console does not draw the view ${view}.` };
    const periodMinutes = Math.max(1, Math.round(period / 60));
    return {
      type: "metric",
      title,
      limit: annotations?.horizontal?.[0],
      lines: drawn.map((line) => ({
        label: line.label,
        points: read(line, periodMinutes, Math.ceil(minutes / periodMinutes)),
      })),
    };
  };

  const drawAlarms = ({ title, alarms }: z.output<typeof alarmWidget>): object => {
    const byName = new Map(cloud.use("watch").alarms().map((one) => [one.name, one.state]));
    return {
      type: "alarm",
      title,
      alarms: alarms.map((arn) => {
        const name = arn.slice(arn.indexOf(":alarm:") + ":alarm:".length);
        return { name, label: label(name), state: byName.get(name) ?? "INSUFFICIENT_DATA" };
      }),
    };
  };

  const draw = (type: string, properties: unknown, minutes: number): object => {
    const [metric, alarm, text] = [metricWidget, alarmWidget, textWidget].map((schema) =>
      schema.safeParse(properties),
    );
    if (type === "metric" && metric?.success) return drawMetrics(metricWidget.parse(properties), minutes);
    if (type === "alarm" && alarm?.success) return drawAlarms(alarmWidget.parse(properties));
    if (type === "text" && text?.success) return { type: "text", ...textWidget.parse(properties) };
    return { type: "undrawn", title: type, why: `The console does not draw a widget of the type ${type}.` };
  };

  const all = () => cloud.use("watch").dashboards();
  return {
    list: (): DashboardList => ({
      dashboards: all()
        .map(({ name }) => ({ name, label: label(name) }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    }),
    get(name: string, minutes: number): DashboardDetail {
      const found = all().find((one) => one.name === name);
      if (!found) throw notFound(`There is no dashboard ${name}.`);
      const { widgets } = dashboardBody.parse(JSON.parse(found.body));
      return {
        name,
        label: label(name),
        widgets: widgets.map(
          ({ type, properties, ...place }) => ({ ...place, ...draw(type, properties, minutes) }) as Widget,
        ),
      };
    },
  };
};
