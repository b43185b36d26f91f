import { z } from "zod";
import type { Permission } from "../../core/cloud.ts";
import type { Account } from "../../core/resource-type.ts";
import { groupArn, scheduleArn } from "./arns.ts";

const text = z.string().optional();
const named = z.object({
  Name: text,
  GroupName: text,
  ResourceArn: text,
  Target: z.object({ RoleArn: text }).optional(),
});

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html */
export const permissionsOf = (account: Account, operation: string, input: unknown): Permission[] => {
  const { Name = "*", GroupName = "default", ResourceArn, Target } = named.safeParse(input).data ?? {};
  const action = `scheduler:${operation}`;
  if (operation.includes("Tag")) return [{ action, resource: ResourceArn ?? "*" }];
  if (operation === "ListSchedules" || operation === "ListScheduleGroups") return [{ action, resource: "*" }];
  if (operation.endsWith("Group")) return [{ action, resource: groupArn(account, Name) }];
  const own = { action, resource: scheduleArn(account, GroupName, Name) };
  if (Target?.RoleArn === undefined) return [own];
  // Whoever gives a schedule its role passes that on.
  const context = { "iam:passedtoservice": "scheduler.amazonaws.com" };
  return [own, { action: "iam:PassRole", resource: Target.RoleArn, context }];
};
