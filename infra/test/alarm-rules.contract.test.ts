import { expect, test } from "vitest";
import { complaints, evaluate, plant } from "./evaluate.ts";

const withoutAlarm = { metricName: "Elsewhere", metricQueries: undefined };
const mathOf = (metrics: object[], expression: string) => ({
  metricQueries: [
    { id: "watched", expression, returnData: true },
    ...metrics.map((metric, index) => ({ id: `m${index + 1}`, metric })),
  ],
});
const drawing = (row: string[]) => ({
  dashboardBody: JSON.stringify({ widgets: [{ type: "metric", properties: { metrics: [row] } }] }),
});
const errors = {
  namespace: "AWS/Lambda",
  metricName: "Errors",
  dimensions: { FunctionName: "a" },
  period: 60,
};

test.each<[says: string, alarm: string, change: Record<string, unknown>]>([
  ["ChangeOrderStatus has no alarm of Errors", "ChangeOrderStatus-function-errors", withoutAlarm],
  ["ChangeOrderStatus has no alarm of Throttles", "ChangeOrderStatus-function-throttles", withoutAlarm],
  ["ChangeOrderStatus has no alarm of Duration", "ChangeOrderStatus-function-duration", withoutAlarm],
  ["FulfilOrder has no alarm of AsyncEventsDropped", "FulfilOrder-async-events-dropped", withoutAlarm],
  ["has no alarm of DurableExecutionTimedOut", "FulfilOrder-durable-execution-failed", withoutAlarm],
  ["CountDemand has no alarm of IteratorAge", "CountDemand-iterator-age", withoutAlarm],
  ["EmailDeadLetterQueue has no alarm of Approximate", "EmailDeadLetterQueue-dead-letters", withoutAlarm],
  ["PlaceOrderQueue has no alarm of ApproximateAge", "PlaceOrderQueue-queue-age", withoutAlarm],
  ["MenuItemsRule has no alarm of FailedInvocations", "MenuItems-rule-failed", withoutAlarm],
  ["MenuItemsPipe has no alarm of ExecutionTimeout", "MenuItemsPipe-pipe-failed", withoutAlarm],
  ["MenuItemsPipe has no alarm of ExecutionThrottled", "MenuItemsPipe-pipe-throttled", withoutAlarm],
  ["CloseOfDay has no alarm of ExecutionsFailed", "CloseOfDay-workflow-failed", withoutAlarm],
  ["ProjectMenu has no alarm of ExecutionsFailed", "ProjectMenu-workflow-retried", withoutAlarm],
  ["CloseOfDay has no alarm of ExecutionsTimedOut", "CloseOfDay-workflow-timed-out", withoutAlarm],
  ["CloseOfDay has no alarm of ExecutionThrottled", "CloseOfDay-workflow-throttled", withoutAlarm],
  ["has no alarm of 5XXError", "OrdersApi-api-errors", withoutAlarm],
  ["has no alarm of Latency", "OrdersApi-api-latency", withoutAlarm],
  ["Realtime has no alarm of 5XXError", "Realtime-realtime-errors", withoutAlarm],
  ["has no alarm of WriteProvisioned", "ActivityStream-stream-refused", withoutAlarm],
  ["has no alarm of InvocationDroppedCount", "ClosingSchedules-schedule-dropped", withoutAlarm],
  ["has no alarm of NumberOfNotifications", "CustomerNotificationsTopic-topic-failed", withoutAlarm],
  ["SenderIdentity has no alarm of Reputation.BounceRate", "Emails-emails-bounced", withoutAlarm],
  ["SenderIdentity has no alarm of Reputation.Complaint", "Emails-emails-complained", withoutAlarm],
  ["OrdersTable has no alarm of WriteThrottleEvents", "OrdersTable-table-throttled", withoutAlarm],
  ["OrdersTable has no alarm of SystemErrors", "OrdersTable-table-errors", withoutAlarm],
  ["tells nobody", "CloseOfDay-workflow-failed", { alarmActions: [] }],
  ["has no runbook", "CloseOfDay-workflow-failed", { alarmDescription: "CloseOfDay failed." }],
  [
    "a runbook that is not there",
    "CloseOfDay-workflow-failed",
    { alarmDescription: "CloseOfDay failed. https://example.com/docs/runbooks/pray.md" },
  ],
  ["which AWS/States has not", "CloseOfDay-workflow-failed", { metricName: "ExecutionsFailing" }],
  ["which is not in", "CloseOfDay-workflow-failed", { namespace: "AWS/StepFunctions" }],
  ["which ExecutionsFailed has not", "CloseOfDay-workflow-failed", { dimensions: { Name: "CloseOfDay" } }],
  ["which nobody counts", "Audit-audit-differences", { metricName: "AuditsLost" }],
  ["no function has that name", "Audit-audit-differences", { dimensions: { service: "Auditor" } }],
  ["another stage", "Audit-audit-differences", { namespace: "Sourdough/prod" }],
  ["has no threshold", "CloseOfDay-workflow-failed", { threshold: Number.NaN }],
  ["goes off when nothing happens", "CloseOfDay-workflow-failed", { treatMissingData: "breaching" }],
  ["more datapoints than it looks at", "CloseOfDay-workflow-failed", { datapointsToAlarm: 2 }],
  ["which it does not define", "MenuItems-rule-failed", mathOf([errors], "SUM([m1, m2])")],
  ["does not say which", "MenuItems-rule-failed", { metricQueries: [{ id: "m1", metric: errors }] }],
  ["more than 10 metrics", "MenuItems-rule-failed", mathOf(Array(11).fill(errors), "m1")],
  ["is cut off before", "ChangeOrderStatus-function-duration", { threshold: 10_000 }],
  ["tells nobody", "OrderAnswers-slo-burn-fast", { alarmActions: [] }],
  ["asks for another, which is not there", "OrderAnswers-slo-burn-fast", { alarmRule: 'ALARM("another")' }],
  ["has no runbook", "OrderAnswers-slo-burn-slow", { alarmDescription: "Orders are late." }],
  [
    "which nobody counts",
    "journey-dashboard",
    drawing(["Sourdough/local", "OrdersBaked", "service", "PlaceOrder"]),
  ],
  [
    "which MatchedEvents has not",
    "journey-dashboard",
    drawing(["AWS/Events", "MatchedEvents", "Rule", "MenuItems"]),
  ],
  [
    "which is not there",
    "journey-dashboard",
    drawing(["AWS/Events", "MatchedEvents", "RuleName", "MenuItem"]),
  ],
  ["while a message is tried again", "PlaceOrderQueue-queue-age", { threshold: 60 }],
])("a rule says what %s: alarm %s", async (says, name, change) => {
  const planted = plant(await evaluate("local", ""), (one) => one.name === name, change);

  expect(complaints(planted).join("\n")).toContain(says);
});

test("a rule says when a limit comes before its alarm", async () => {
  const planted = plant(
    await evaluate("prod", "payments"),
    ({ name }) => name === "AuthorizePayment-function-concurrency",
    { threshold: 8 },
  );

  expect(complaints(planted).join("\n")).toContain("is throttled before its alarm");
});

test("a rule says when nobody hears of what a firewall refuses", async () => {
  const planted = plant(
    await evaluate("prod", "platform"),
    ({ name }) => name === "Firewall-requests-blocked",
    { dimensions: { WebACL: "firewall", Rule: "ALL", Region: "eu-central-1" } },
  );

  expect(complaints(planted).join("\n")).toContain("Firewall has no alarm of BlockedRequests");
});

test.each([
  ["aws:budgets/budget:Budget", { notifications: [] }],
  ["aws:costexplorer/anomalySubscription:AnomalySubscription", { subscribers: [] }],
])("a rule says when nobody hears of costs: %s", async (type, change) => {
  const planted = plant(await evaluate("prod", "platform"), (one) => one.type === type, change);

  expect(complaints(planted)).toEqual([
    `costs are watched where people rely on the system: nobody hears of costs: there is no ${type} that tells AlarmsTopic, see infra/budget.ts.`,
  ]);
});
