import { z } from "zod";
import { globalArn } from "../../core/arn.ts";
import {
  defineResourceType,
  physicalName,
  type ResourceType,
  stableId,
  tagged,
} from "../../core/resource-type.ts";

const text = z.string().optional();
const flag = z.boolean().optional();
const inert = "there is no bill on a laptop; the console's cost page says what the same would cost on AWS";

/** An expression of Cost Explorer, nested as deep as the provider knows it. */
const costFilter = z.record(z.string(), z.unknown());

const budget = z.strictObject({
  accountId: text,
  name: text,
  namePrefix: text,
  budgetType: z.string(),
  billingViewArn: text,
  autoAdjustData: z
    .strictObject({
      autoAdjustType: z.string(),
      historicalOptions: z
        .strictObject({ budgetAdjustmentPeriod: z.number(), lookbackAvailablePeriods: z.number().optional() })
        .optional(),
      lastAutoAdjustTime: text,
    })
    .optional(),
  costFilters: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })).optional(),
  costTypes: z
    .strictObject({
      includeCredit: flag,
      includeDiscount: flag,
      includeOtherSubscription: flag,
      includeRecurring: flag,
      includeRefund: flag,
      includeSubscription: flag,
      includeSupport: flag,
      includeTax: flag,
      includeUpfront: flag,
      useAmortized: flag,
      useBlended: flag,
    })
    .optional(),
  filterExpression: costFilter.optional(),
  limitAmount: text,
  limitUnit: text,
  plannedLimits: z
    .array(z.strictObject({ amount: z.string(), startTime: z.string(), unit: z.string() }))
    .optional(),
  notifications: z
    .array(
      z.strictObject({
        comparisonOperator: z.string(),
        notificationType: z.string(),
        threshold: z.number(),
        thresholdType: z.string(),
        subscriberEmailAddresses: z.array(z.string()).optional(),
        subscriberSnsTopicArns: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  timePeriodStart: text,
  timePeriodEnd: text,
  timeUnit: z.string(),
  ...tagged,
});

const monitor = z.strictObject({
  name: text,
  monitorType: z.string(),
  monitorDimension: text,
  monitorSpecification: text,
  ...tagged,
});

const subscription = z.strictObject({
  accountId: text,
  name: text,
  frequency: z.string(),
  monitorArnLists: z.array(z.string()),
  subscribers: z.array(z.strictObject({ address: z.string(), type: z.string() })),
  thresholdExpression: costFilter.optional(),
  ...tagged,
});

export const budgetTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:budgets/budget:Budget",
    properties: budget,
    compute: ({ name: logical, inputs }, { accountId }) => {
      const name = physicalName(logical, inputs);
      return { id: `${accountId}:${name}`, name, arn: globalArn("budgets", accountId, `budget/${name}`) };
    },
    inert,
  }),
];

export const costExplorerTypes: ResourceType[] = [
  defineResourceType({
    type: "aws:costexplorer/anomalyMonitor:AnomalyMonitor",
    properties: monitor,
    compute: ({ name: logical, inputs }, { accountId }) => {
      const arn = globalArn("ce", accountId, `anomalymonitor/${stableId(logical)}`);
      return { id: arn, arn, name: physicalName(logical, inputs) };
    },
    inert,
  }),
  defineResourceType({
    type: "aws:costexplorer/anomalySubscription:AnomalySubscription",
    properties: subscription,
    compute: ({ name: logical, inputs }, { accountId }) => {
      const arn = globalArn("ce", accountId, `anomalysubscription/${stableId(logical)}`);
      return { id: arn, arn, name: physicalName(logical, inputs) };
    },
    inert,
  }),
];
