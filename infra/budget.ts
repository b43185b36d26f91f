import { alarmTopicArn } from "./alarm.ts";
import { isSharedStage, physicalName } from "./names.ts";

/** Dollars of a month, by `MONTHLY_BUDGET`; `npm run cost` says what a stage comes to. */
const monthlyBudget = () => {
  const set = process.env.MONTHLY_BUDGET || "200";
  if (Number(set) > 0) return set;
  throw new Error(
    `MONTHLY_BUDGET=${set} is no amount. Set dollars of a month, such as 200, or leave it unset.`,
  );
};

/** Dollars that costs are higher than they were, before somebody is told. */
const anomalyDollars = "20";

/** The tag that sst.config.ts gives to everything of a stage. */
const tag = "sourdough:stage";

/**
 * Tells the alarm topic when a stage costs more than was meant, or suddenly more than before. AWS counts by a tag only
 * once it is activated: docs/deploy.md.
 */
export const watchCosts = () => {
  if (!isSharedStage()) return;
  const notice = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    comparisonOperator: "GREATER_THAN",
    subscriberSnsTopicArns: [alarmTopicArn()],
  });
  new aws.budgets.Budget("MonthlyBudget", {
    name: physicalName("month"),
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: monthlyBudget(),
    limitUnit: "USD",
    costFilters: [{ name: "TagKeyValue", values: [`user:${tag}$${$app.stage}`] }],
    notifications: [notice("ACTUAL", 80), notice("FORECASTED", 100)],
  });
  const monitor = new aws.costexplorer.AnomalyMonitor("CostMonitor", {
    name: physicalName("costs"),
    monitorType: "CUSTOM",
    monitorSpecification: JSON.stringify({
      Tags: { Key: tag, MatchOptions: ["EQUALS"], Values: [$app.stage] },
    }),
  });
  new aws.costexplorer.AnomalySubscription("CostAnomalies", {
    name: physicalName("cost-anomalies"),
    frequency: "IMMEDIATE",
    monitorArnLists: [monitor.arn],
    subscribers: [{ type: "SNS", address: alarmTopicArn() }],
    thresholdExpression: {
      dimension: {
        key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
        matchOptions: ["GREATER_THAN_OR_EQUAL"],
        values: [anomalyDollars],
      },
    },
  });
};
