import { arnOf } from "../../core/arn.ts";
import type { Account } from "../../core/resource-type.ts";

export const groupArn = (account: Account, group: string): string =>
  arnOf("scheduler", account, `schedule-group/${group}`);

export const scheduleArn = (account: Account, group: string, name: string): string =>
  arnOf("scheduler", account, `schedule/${group}/${name}`);
