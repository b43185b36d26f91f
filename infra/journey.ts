import { accountId, region } from "./account.ts";
import type { Measure } from "./alarm-kinds.ts";
import { busName } from "./bus.ts";
import { counted, dashboard } from "./dashboard.ts";
import { hasAlarms, physicalName } from "./names.ts";

const sum = (metric: string, service: string) => counted({ metric, service, statistic: "Sum" });
const answerers = ["FulfilOrder", "ChangeOrderStatus"];
const byAnswerers = (...metrics: string[]) =>
  metrics.flatMap((metric) => answerers.map((service) => sum(metric, service)));

const rule = (name: string) => ({
  namespace: "AWS/Events",
  metric: "Invocations",
  statistic: "Sum",
  dimensions: { EventBusName: busName(), RuleName: physicalName(name) },
  label: name,
});
const pipe = (name: string) => ({
  namespace: "AWS/EventBridge/Pipes",
  metric: "EventCount",
  statistic: "Sum",
  dimensions: { PipeName: physicalName(name) },
  label: name,
});
const workflow = (name: string, { metric, statistic }: Measure) => ({
  namespace: "AWS/States",
  metric,
  statistic,
  dimensions: {
    StateMachineArn: $interpolate`arn:aws:states:${region()}:${accountId()}:stateMachine:${physicalName(name)}`,
  },
  label: name,
});

/**
 * One order's way through all services, from its placing to what its customer is told: resources of other slices by the
 * names they are known to have, see infra/names.ts.
 */
export const journeyDashboard = () => {
  if (!hasAlarms()) return;
  const alarmArn = (name: string) =>
    $interpolate`arn:aws:cloudwatch:${region()}:${accountId()}:alarm:${physicalName(name)}`;
  dashboard(
    "journey",
    [
      {
        title: "The promise: 99.9 % of orders have their answer within five seconds",
        graphs: [
          {
            title: "Placed, answered in time, late",
            isNumbers: true,
            lines: [
              sum("OrdersPlaced", "PlaceOrder"),
              ...byAnswerers("OrdersAnsweredInTime", "OrdersAnsweredLate"),
            ],
          },
          {
            title: "Time to the answer in ms",
            limit: { label: "promised", value: 5000 },
            lines: answerers.flatMap((service) =>
              ["p50", "p99"].map((statistic) => counted({ metric: "OrderAnswerTime", service, statistic })),
            ),
          },
          {
            title: "Answers",
            lines: byAnswerers("OrdersConfirmed", "OrdersRejected", "OrdersCancelled"),
          },
        ],
      },
      {
        title: "On the way",
        graphs: [
          {
            title: "Changes that are published",
            lines: ["Orders", "Inventory", "Payments", "Notifications"].map((service) =>
              pipe(`${service}OutboxPipe`),
            ),
          },
          {
            title: "Events that reach their consumers",
            lines: [
              "StockReservation",
              "AuthorizePayment",
              "FulfilmentReplies",
              "ReservationSettlement",
              "SettlePayment",
              "CustomerNotifications",
              "OrderStatusMessages",
            ].map(rule),
          },
          {
            title: "Workflows in ms, p99",
            lines: ["ReserveStock", "ResumeFulfilment", "SettleReservation"].map((name) =>
              workflow(name, { metric: "ExecutionTime", statistic: "p99" }),
            ),
          },
          {
            title: "Money",
            lines: [
              sum("PaymentsAuthorized", "AuthorizePayment"),
              sum("PaymentsDeclined", "AuthorizePayment"),
              ...["PaymentsCaptured", "PaymentsVoided", "PaymentsRefunded"].map((metric) =>
                sum(metric, "SettlePayment"),
              ),
            ],
          },
          {
            title: "Customers who were told",
            lines: [sum("EmailsSent", "SendEmail"), sum("TextMessagesSent", "SendSms")],
          },
        ],
      },
    ],
    ["OrderAnswers-slo-burn-fast", "OrderAnswers-slo-burn-slow"].map(alarmArn),
  );
};
