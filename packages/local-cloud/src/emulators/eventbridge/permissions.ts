import { z } from "zod";
import type { Account } from "../../core/resource-type.ts";
import { busNameOf, eventsArn, ruleArn } from "./resources.ts";

const text = z.string().optional();
const named = z.object({
  EventBusName: text,
  Name: text,
  Rule: text,
  ArchiveName: text,
  ReplayName: text,
  EventSourceArn: text,
  ApiDestinationArn: text,
  Entries: z.array(z.object({ EventBusName: text })).optional(),
});
type Named = z.output<typeof named>;

const ON_RULES = new Set([
  "PutRule",
  "DeleteRule",
  "EnableRule",
  "DisableRule",
  "DescribeRule",
  "PutTargets",
  "RemoveTargets",
  "ListTargetsByRule",
]);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
const resourcesOf = (account: Account, operation: string, input: Named): string[] => {
  const bus = (name?: string) => eventsArn(account, `event-bus/${busNameOf(name)}`);
  if (operation === "PutEvents") {
    return [...new Set((input.Entries ?? []).map(({ EventBusName }) => bus(EventBusName)))];
  }
  if (ON_RULES.has(operation)) {
    return [ruleArn(account, busNameOf(input.EventBusName), input.Rule ?? input.Name ?? "*")];
  }
  if (operation === "ListRules") return [ruleArn(account, busNameOf(input.EventBusName), "*")];
  // Both have chance behind their name, which the caller does not know.
  if (/^\w+Connection$/.test(operation)) return [eventsArn(account, `connection/${input.Name ?? ""}/*`)];
  if (/^(Create|Update|Delete|Describe)ApiDestination$/.test(operation))
    return [eventsArn(account, `api-destination/${input.Name ?? ""}/*`)];
  if (/^(Create|Update|Delete|Describe)EventBus$/.test(operation)) return [bus(input.Name)];
  if (/^(Put|Remove)Permission$/.test(operation)) return [bus(input.EventBusName)];
  if (input.ArchiveName !== undefined) return [eventsArn(account, `archive/${input.ArchiveName}`)];
  if (operation === "StartReplay") return [input.EventSourceArn ?? "*"];
  if (input.ReplayName !== undefined) return [eventsArn(account, `replay/${input.ReplayName}`)];
  if (operation === "InvokeApiDestination") return [input.ApiDestinationArn ?? "*"];
  return ["*"];
};

/** Actions and resources an EventBridge call needs; the operation itself refuses what is no input. */
export const permissionsOf = (account: Account, operation: string, input: unknown) =>
  resourcesOf(account, operation, named.safeParse(input).data ?? {}).map((resource) => ({
    action: `events:${operation}`,
    resource,
  }));
