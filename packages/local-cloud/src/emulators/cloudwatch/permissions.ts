import { z } from "zod";
import { arnOf, globalArn } from "../../core/arn.ts";
import type { Permission } from "../../core/cloud.ts";
import type { Account } from "../../core/resource-type.ts";

const text = z.string().optional();
const texts = z.array(z.string()).optional();
const named = z.object({
  AlarmName: text,
  AlarmNames: texts,
  Namespace: text,
  DashboardName: text,
  DashboardNames: texts,
});

const ONE_ALARM = new Set(["PutMetricAlarm", "PutCompositeAlarm", "SetAlarmState", "DescribeAlarmHistory"]);
const SEVERAL_ALARMS = new Set([
  "DeleteAlarms",
  "EnableAlarmActions",
  "DisableAlarmActions",
  "DescribeAlarms",
]);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
export const permissionsOf = (account: Account, operation: string, input: unknown): Permission[] => {
  const { AlarmName, AlarmNames, Namespace, DashboardName, DashboardNames } =
    named.safeParse(input).data ?? {};
  const action = `cloudwatch:${operation}`;
  const alarm = (name: string) => ({ action, resource: arnOf("cloudwatch", account, `alarm:${name}`) });
  const dashboard = (name: string) => ({
    action,
    resource: globalArn("cloudwatch", account.accountId, `dashboard/${name}`),
  });
  if (ONE_ALARM.has(operation)) return [alarm(AlarmName ?? "*")];
  if (SEVERAL_ALARMS.has(operation)) return (AlarmNames ?? ["*"]).map(alarm);
  if (operation === "DeleteDashboards") return (DashboardNames ?? ["*"]).map(dashboard);
  if (operation === "PutDashboard" || operation === "GetDashboard") return [dashboard(DashboardName ?? "*")];
  const context =
    operation === "PutMetricData" && Namespace !== undefined
      ? { "cloudwatch:namespace": Namespace }
      : undefined;
  return [{ action, resource: "*", context }];
};
