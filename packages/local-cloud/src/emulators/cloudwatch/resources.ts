import { z } from "zod";
import { arnOf, globalArn } from "../../core/arn.ts";
import {
  defineResourceType,
  physicalName,
  type ResourceType,
  region,
  tagged,
} from "../../core/resource-type.ts";

const actions = {
  actionsEnabled: z.boolean().optional(),
  alarmActions: z.array(z.string()).optional(),
  okActions: z.array(z.string()).optional(),
  insufficientDataActions: z.array(z.string()).optional(),
};
const dimensions = z.record(z.string(), z.string()).optional();

export const metricAlarmProperties = z.strictObject({
  region,
  name: z.string().optional(),
  alarmDescription: z.string().optional(),
  ...actions,
  namespace: z.string().optional(),
  metricName: z.string().optional(),
  dimensions,
  statistic: z.string().optional(),
  extendedStatistic: z.string().optional(),
  comparisonOperator: z.string(),
  threshold: z.number().optional(),
  thresholdMetricId: z.string().optional(),
  period: z.number().optional(),
  evaluationPeriods: z.number(),
  datapointsToAlarm: z.number().optional(),
  treatMissingData: z.string().optional(),
  evaluateLowSampleCountPercentiles: z.string().optional(),
  unit: z.string().optional(),
  metricQueries: z
    .array(
      z.strictObject({
        id: z.string(),
        expression: z.string().optional(),
        label: z.string().optional(),
        returnData: z.boolean().optional(),
        period: z.number().optional(),
        accountId: z.string().optional(),
        metric: z
          .strictObject({
            namespace: z.string().optional(),
            metricName: z.string(),
            dimensions,
            period: z.number(),
            stat: z.string(),
            unit: z.string().optional(),
          })
          .optional(),
      }),
    )
    .optional(),
  ...tagged,
});

export const compositeAlarmProperties = z.strictObject({
  region,
  alarmName: z.string(),
  alarmDescription: z.string().optional(),
  alarmRule: z.string(),
  ...actions,
  actionsSuppressor: z
    .never({
      error:
        "the local cloud does not suppress the actions of composite alarms; leave it out on the stage `local`",
    })
    .optional(),
  ...tagged,
});

export const dashboardProperties = z.strictObject({
  region,
  dashboardName: z.string(),
  dashboardBody: z.string(),
});

export const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
export const COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
export const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";

export const resourceTypes: ResourceType[] = [
  defineResourceType({
    type: METRIC_ALARM,
    properties: metricAlarmProperties,
    compute: ({ name: logical, inputs }, account) => {
      const name = physicalName(logical, inputs);
      return { id: name, name, arn: arnOf("cloudwatch", account, `alarm:${name}`) };
    },
  }),
  defineResourceType({
    type: COMPOSITE_ALARM,
    properties: compositeAlarmProperties,
    compute: ({ inputs: { alarmName } }, account) => ({
      id: alarmName,
      alarmName,
      arn: arnOf("cloudwatch", account, `alarm:${alarmName}`),
    }),
  }),
  defineResourceType({
    type: DASHBOARD,
    properties: dashboardProperties,
    compute: ({ inputs: { dashboardName } }, { accountId }) => ({
      id: dashboardName,
      dashboardName,
      dashboardArn: globalArn("cloudwatch", accountId, `dashboard/${dashboardName}`),
    }),
  }),
];
