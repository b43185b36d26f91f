import { z } from "zod";
import { arnOf } from "../../core/arn.ts";
import { defineResourceType, tagged } from "../../core/resource-type.ts";

export const resourceTypes = [
  defineResourceType({
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    properties: z.strictObject({
      name: z.string().optional(),
      alarmDescription: z.string().optional(),
      namespace: z.string().optional(),
      metricName: z.string().optional(),
      dimensions: z.record(z.string(), z.string()).optional(),
      statistic: z.string().optional(),
      extendedStatistic: z.string().optional(),
      comparisonOperator: z.string(),
      threshold: z.number().optional(),
      period: z.number().optional(),
      evaluationPeriods: z.number(),
      datapointsToAlarm: z.number().optional(),
      treatMissingData: z.string().optional(),
      alarmActions: z.array(z.string()).optional(),
      okActions: z.array(z.string()).optional(),
      insufficientDataActions: z.array(z.string()).optional(),
      actionsEnabled: z.boolean().optional(),
      unit: z.string().optional(),
      metricQueries: z
        .array(
          z.strictObject({
            id: z.string(),
            expression: z.string().optional(),
            label: z.string().optional(),
            period: z.number().optional(),
            returnData: z.boolean().optional(),
            metric: z
              .strictObject({
                metricName: z.string(),
                namespace: z.string().optional(),
                period: z.number(),
                stat: z.string(),
                dimensions: z.record(z.string(), z.string()).optional(),
              })
              .optional(),
          }),
        )
        .optional(),
      ...tagged,
    }),
    compute: ({ name, inputs }, account) => ({
      id: inputs.name ?? name,
      name: inputs.name ?? name,
      arn: arnOf("cloudwatch", account, `alarm:${inputs.name ?? name}`),
    }),
    inert:
      "nothing collects metrics on a laptop; warnings and dead letters show in the terminal and the console",
  }),
];
