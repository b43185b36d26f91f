import { z } from "zod";
import { lastPart } from "../core/arn.ts";
import type { InputOf, OutputOf } from "../core/aws-operations.ts";
import type { Cloud } from "../core/cloud.ts";
import type {} from "../emulators/cloudwatch/api.ts";
import type { Dashboard as LocalDashboard } from "../emulators/cloudwatch/dashboards.ts";
import type { Dashboard, DashboardList, Widget } from "./api.ts";
import { notFound } from "./http/problem.ts";
import { metricProperties, queriesOf } from "./widgets.ts";

declare module "../core/cloud.ts" {
  interface Shared {
    /** Offered by CloudWatch; `data` is `GetMetricData` without a hop, since whoever looks changes nothing. */
    dashboards: {
      all(): readonly LocalDashboard[];
      data(input: InputOf<"cloudwatch", "GetMetricData">): OutputOf<"cloudwatch", "GetMetricData">;
    };
  }
}

const place = {
  x: z.number().default(0),
  y: z.number().default(0),
  width: z.number().default(6),
  height: z.number().default(6),
};
const widget = z.looseObject({ type: z.string(), ...place, properties: z.looseObject({}).default({}) });
const body = z.looseObject({ widgets: z.array(widget) });
const textProperties = z.looseObject({ markdown: z.string().default(""), title: z.string().optional() });
const alarmProperties = z.looseObject({
  alarms: z.array(z.string()).default([]),
  title: z.string().optional(),
});

/** Dashboards, with what their widgets show. */
export const createDashboardReader = (cloud: Pick<Cloud, "use" | "clock">) => {
  const widgetsOf = ({ body: text }: LocalDashboard) => body.parse(JSON.parse(text)).widgets;

  const draw = (given: z.output<typeof widget>, from: number, to: number): Widget => {
    const { type, x, y, width, height, properties } = given;
    const drawn: Widget = { type, x, y, width, height, series: [], annotations: [], alarms: [] };
    if (type === "text") return { ...drawn, ...textProperties.parse(properties) };
    if (type === "alarm") {
      const { alarms, title } = alarmProperties.parse(properties);
      return { ...drawn, title, alarms: alarms.map((arn) => arn.split(":alarm:").at(-1) ?? lastPart(arn)) };
    }
    if (type !== "metric") return { ...drawn, problem: `The console draws no widgets of the type ${type}.` };
    const metric = metricProperties.parse(properties);
    const { title, view, stacked, annotations } = metric;
    const queries = queriesOf(metric);
    const byId = new Map(queries.map((query) => [query.query.Id, query]));
    const { MetricDataResults = [] } = cloud.use("dashboards").data({
      MetricDataQueries: queries.map(({ query }) => query),
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: "TimestampAscending",
    });
    return {
      ...drawn,
      title,
      view,
      stacked,
      period: metric.period ?? 300,
      annotations: annotations?.horizontal?.map(({ label, value, color }) => ({ label, value, color })) ?? [],
      series: MetricDataResults.map(({ Id = "", Label = "", Timestamps = [], Values = [] }) => ({
        label: Label,
        color: byId.get(Id)?.color,
        axis: byId.get(Id)?.axis ?? "left",
        points: Timestamps.map((at, index): [number, number] => [at.getTime(), Values[index]!]),
      })),
    };
  };

  return {
    list: (): DashboardList => ({
      dashboards: cloud
        .use("dashboards")
        .all()
        .map((dashboard) => ({ name: dashboard.name, widgets: widgetsOf(dashboard).length })),
    }),
    /** Of the last minutes. */
    get(name: string, minutes: number): Dashboard {
      const found = cloud
        .use("dashboards")
        .all()
        .find((dashboard) => dashboard.name === name);
      if (!found) throw notFound(`There is no dashboard ${name}.`);
      const to = cloud.clock.now();
      const from = to - minutes * 60_000;
      const widgets = widgetsOf(found).map((given): Widget => {
        try {
          return draw(given, from, to);
        } catch (error) {
          const { type, x, y, width, height } = given;
          const problem = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
          return { type, x, y, width, height, series: [], annotations: [], alarms: [], problem };
        }
      });
      return { name, from, to, widgets };
    },
  };
};
