import type {} from "../../console/alarms.ts";
import type {} from "../../console/dashboards.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { createAlarms } from "./alarms/alarms.ts";
import { everyMinute } from "./alarms/ticker.ts";
import type { CloudWatchOperations } from "./api.ts";
import { createDashboards } from "./dashboards.ts";
import { compositeAlarmOf, metricAlarmOf } from "./declared.ts";
import { alarmOperations } from "./operations/alarms.ts";
import { dashboardOperations } from "./operations/dashboards.ts";
import { putMetricData } from "./operations/put-metric-data.ts";
import { getMetricData, readOperations } from "./operations/read-metrics.ts";
import { permissionsOf } from "./permissions.ts";
import { COMPOSITE_ALARM, DASHBOARD, dashboardProperties, METRIC_ALARM } from "./resources.ts";

/** CloudWatch: metrics that services count, alarms that look at them each minute of the cloud's clock, dashboards. */
export const createCloudWatchEmulator = (cloud: Cloud): Emulator => {
  const { metrics } = cloud;
  const alarms = createAlarms(cloud, metrics);
  const dashboards = createDashboards(cloud);
  cloud.offer("alarms", alarms);
  cloud.offer("dashboards", {
    all: dashboards.all,
    data: (input) => getMetricData(metrics, input),
  });
  let stop = () => {};

  const gauges = () => [...cloud.emulators()].flatMap((emulator) => [...(emulator.gauges?.() ?? [])]);

  return {
    service: "cloudwatch",
    operations: {
      PutMetricData: putMetricData(metrics),
      GetMetricData: (input) => getMetricData(metrics, input),
      ...readOperations(metrics),
      ...alarmOperations(alarms),
      ...dashboardOperations(dashboards),
    } satisfies CloudWatchOperations,
    permissions: (operation, input) => permissionsOf(cloud, operation, input),
    provision: {
      [METRIC_ALARM]: (resource) => alarms.putMetricAlarm(metricAlarmOf(resource), true),
      [COMPOSITE_ALARM]: (resource) => alarms.putCompositeAlarm(compositeAlarmOf(resource), true),
      [DASHBOARD]: (resource) => {
        const { dashboardName, dashboardBody } = dashboardProperties.parse(resource.inputs);
        dashboards.declare(dashboardName, dashboardBody, cloud.provisioned.isKept(resource));
      },
    },
    restore() {
      alarms.restore();
      dashboards.forgetUndeclared();
    },
    start() {
      // What a config declares was deployed long ago, so that nobody hears of its first state.
      alarms.settle();
      stop = everyMinute(cloud.clock, (first, last) => {
        metrics.read(gauges(), last);
        alarms.evaluate(first, last);
      });
    },
    stop: () => stop(),
  };
};
