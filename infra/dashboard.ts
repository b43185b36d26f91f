import { region } from "./account.ts";
import { type AlarmKind, alarmKinds, type Kind, type Measure } from "./alarm-kinds.ts";
import { hasAlarms, metricNamespace, physicalName } from "./names.ts";

/** A resource that is watched: what alarms of `kind` go by is what graphs go by. */
interface Watched {
  kind: AlarmKind;
  name: string;
  dimensions: Record<string, $util.Input<string>>;
}

/** One metric of one resource, as a line of a graph. */
export interface Line extends Measure {
  namespace: string;
  dimensions: Record<string, string>;
  label: string;
}
type Input<T> = {
  [Key in keyof T]: T[Key] extends Record<string, string> ? Record<string, $util.Input<string>> : T[Key];
};

export interface Graph {
  title: string;
  lines: Input<Line>[];
  /** Drawn across, such as what was promised. */
  limit?: { label: string; value: number };
  /** Sums of the time that is looked at, instead of lines. */
  isNumbers?: boolean;
}

interface Section {
  title: string;
  graphs: Graph[];
}

let current: { watched: Watched[]; graphs: Graph[]; alarms: $util.Input<string>[] } | undefined;

/** What was made is drawn on the slice's dashboard. */
export const onDashboard = (watched: Watched, alarmArn: $util.Input<string>) => {
  current?.watched.push(watched);
  current?.alarms.push(alarmArn);
};

/** A graph of what the slice's functions count, by the name each has, for the slice's dashboard. */
export const graph = (title: string, counters: Readonly<Record<string, readonly string[]>>) =>
  current?.graphs.push({
    title,
    lines: Object.entries(counters).flatMap(([service, metrics]) =>
      metrics.map((metric) => counted({ metric, service, statistic: "Sum" })),
    ),
  });

export const counted = ({ metric, statistic, service }: Measure & { service: string }): Input<Line> => ({
  namespace: metricNamespace(),
  metric,
  statistic,
  dimensions: { service },
  label: `${metric} ${service}${statistic.startsWith("p") ? ` ${statistic}` : ""}`,
});

/** What there is to see of each type of resource that works, by the dimension it goes by. */
const types: {
  title: string;
  by: string;
  namespace: string;
  traffic: [title: string, measure: Measure][];
}[] = [
  {
    title: "API",
    by: "ApiName",
    namespace: "AWS/ApiGateway",
    traffic: [
      ["Requests", { metric: "Count", statistic: "Sum" }],
      ["Latency in ms, p99", { metric: "Latency", statistic: "p99" }],
    ],
  },
  {
    title: "Firewall",
    by: "WebACL",
    namespace: "AWS/WAFV2",
    traffic: [["Requests let through", { metric: "AllowedRequests", statistic: "Sum" }]],
  },
  {
    title: "Realtime",
    by: "EventAPIId",
    namespace: "AWS/AppSync",
    traffic: [["Publications", { metric: "Requests", statistic: "Sum" }]],
  },
  {
    title: "Functions",
    by: "FunctionName",
    namespace: "AWS/Lambda",
    traffic: [
      ["Invocations", { metric: "Invocations", statistic: "Sum" }],
      ["Duration in ms, p99", { metric: "Duration", statistic: "p99" }],
    ],
  },
  {
    title: "Queues",
    by: "QueueName",
    namespace: "AWS/SQS",
    traffic: [["Messages sent", { metric: "NumberOfMessagesSent", statistic: "Sum" }]],
  },
  {
    title: "Rules",
    by: "RuleName",
    namespace: "AWS/Events",
    traffic: [["Invocations", { metric: "Invocations", statistic: "Sum" }]],
  },
  {
    title: "Pipes",
    by: "PipeName",
    namespace: "AWS/EventBridge/Pipes",
    traffic: [["Events", { metric: "EventCount", statistic: "Sum" }]],
  },
  {
    title: "Workflows",
    by: "StateMachineArn",
    namespace: "AWS/States",
    traffic: [
      ["Executions started", { metric: "ExecutionsStarted", statistic: "Sum" }],
      ["Execution time in ms, p99", { metric: "ExecutionTime", statistic: "p99" }],
    ],
  },
  {
    title: "Tables",
    by: "TableName",
    namespace: "AWS/DynamoDB",
    traffic: [
      ["Read units", { metric: "ConsumedReadCapacityUnits", statistic: "Sum" }],
      ["Write units", { metric: "ConsumedWriteCapacityUnits", statistic: "Sum" }],
    ],
  },
  {
    title: "Streams",
    by: "StreamName",
    namespace: "AWS/Kinesis",
    traffic: [["Records", { metric: "IncomingRecords", statistic: "Sum" }]],
  },
  {
    title: "Topics",
    by: "TopicName",
    namespace: "AWS/SNS",
    traffic: [["Messages published", { metric: "NumberOfMessagesPublished", statistic: "Sum" }]],
  },
  {
    title: "Schedules",
    by: "ScheduleGroup",
    namespace: "AWS/Scheduler",
    traffic: [["Attempts", { metric: "InvocationAttemptCount", statistic: "Sum" }]],
  },
];

const measuresOf = ({ measure }: Kind) => ("expression" in measure ? Object.values(measure.of) : [measure]);

/** The type's resources that worked, and each kind of thing that may have failed. */
const sectionOf = (
  watched: Watched[],
  { title, by, namespace, traffic }: (typeof types)[number],
): Section => {
  const own = watched.filter(({ dimensions }) => by in dimensions);
  if (own.length === 0) return { title, graphs: [] };
  const resources = [...new Map(own.map((one) => [one.name, one])).values()];
  const line = ({ name, dimensions }: Watched, measure: Measure, label = name): Input<Line> => ({
    namespace,
    ...measure,
    dimensions: { ...dimensions, ...measure.dimensions },
    label,
  });
  const drawn = new Set(traffic.map(([, { metric }]) => metric));
  const kinds = [...new Set(own.map(({ kind }) => kind))];
  return {
    title,
    graphs: [
      ...traffic.map(([heading, measure]) => ({
        title: heading,
        lines: resources.map((one) => line(one, measure)),
      })),
      ...kinds.flatMap((kind) => {
        const measures = measuresOf(alarmKinds[kind]).filter(({ metric }) => !drawn.has(metric));
        const lines = own
          .filter((one) => one.kind === kind)
          .flatMap((one) =>
            measures.map((measure) =>
              line(
                one,
                measure,
                [one.name, measures.length > 1 && measure.metric, measure.dimensions?.Operation]
                  .filter(Boolean)
                  .join(" "),
              ),
            ),
          );
        return lines.length > 0 ? [{ title: kind, lines }] : [];
      }),
    ],
  };
};

const size = { width: 8, height: 6, columns: 3 };
/** CloudWatch shows 100 in one widget. */
const mostAlarms = 100;

/** `sourdough-<stage>-<name>`: a heading for each section and its graphs, and the state of all alarms on top. */
export const dashboard = (name: string, sections: Section[], alarms: $util.Input<string>[] = []) => {
  let y = 0;
  const place = (type: string, width: number, height: number, x: number, properties: object) => ({
    type,
    x,
    y,
    width,
    height,
    properties,
  });
  const widgets: object[] = [];
  for (let first = 0; first < alarms.length; first += mostAlarms) {
    const shown = alarms.slice(first, first + mostAlarms);
    const height = 1 + Math.ceil(shown.length / 12);
    widgets.push(place("alarm", 24, height, 0, { title: `Alarms of ${name}`, alarms: shown }));
    y += height;
  }
  for (const { title, graphs } of sections) {
    if (graphs.length === 0) continue;
    widgets.push(place("text", 24, 1, 0, { markdown: `## ${title}` }));
    y += 1;
    graphs.forEach(({ title: heading, lines, limit, isNumbers }, index) => {
      const column = index % size.columns;
      if (index > 0 && column === 0) y += size.height;
      widgets.push(
        place("metric", size.width, size.height, column * size.width, {
          title: heading,
          view: isNumbers ? "singleValue" : "timeSeries",
          ...(isNumbers && { setPeriodToTimeRange: true }),
          region: region(),
          period: 60,
          metrics: lines.map(({ namespace, metric, dimensions, statistic, label }) => [
            namespace,
            metric,
            ...Object.entries(dimensions).flat(),
            { label, stat: statistic },
          ]),
          ...(limit && { annotations: { horizontal: [limit] } }),
        }),
      );
    });
    y += size.height;
  }
  return new aws.cloudwatch.Dashboard(`${name}-dashboard`, {
    dashboardName: physicalName(name),
    dashboardBody: $jsonStringify({ widgets }),
  });
};

/** From here on what is watched goes to one dashboard, that of a slice. */
export const beginDashboard = () => {
  current = { watched: [], graphs: [], alarms: [] };
};

/** The slice's dashboard, of all that has alarms since `beginDashboard`: where alarms are, see infra/names.ts. */
export const endDashboard = (slice: string) => {
  const { watched = [], graphs = [], alarms = [] } = current ?? {};
  current = undefined;
  if (hasAlarms() && watched.length > 0)
    dashboard(
      slice,
      [{ title: "Business", graphs }, ...types.map((type) => sectionOf(watched, type))],
      alarms,
    );
};
