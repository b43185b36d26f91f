import type { ScheduleFacts } from "../../console/schedules.ts";
import type { Cancel } from "../../core/clock.ts";
import type { Cloud } from "../../core/cloud.ts";
import { createAgenda } from "../../schedules/agenda.ts";
import type { Buses, Rule } from "./buses.ts";
import type { Deliveries } from "./delivery.ts";
import { scheduledEvent } from "./event.ts";

/** Rules that run on a schedule: what is due goes to their own targets, past the patterns of others. */
export interface RuleSchedules {
  /** Plans rules that are new or enabled, and forgets those that are gone, changed or disabled. */
  refresh(): void;
  list(): ScheduleFacts[];
  stop(): void;
}

export const createRuleSchedules = (
  cloud: Cloud,
  buses: Buses,
  { deliver }: Pick<Deliveries, "deliver">,
): RuleSchedules => {
  const agenda = createAgenda(cloud.clock);
  const planned = new Map<Rule, { readonly due: number; readonly cancel: Cancel }>();
  /** When rules were due last, by name. */
  const triggered = new Map<string, number>();
  // No other bus has such rules.
  const { rules } = buses.get("default");

  const trigger = (rule: Rule, due: number) => {
    triggered.set(rule.name, due);
    if (rule.targets.size === 0) return;
    const event = scheduledEvent(cloud, rule.arn, due, cloud.clock.now());
    const hop = cloud.journal.record({
      service: "events",
      action: "TriggerRule",
      resource: rule.arn,
      input: event.body,
    });
    for (const target of rule.targets.values()) void deliver(event, hop, rule, target);
  };

  const plan = (rule: Rule, from: number) => {
    const due = rule.timetable?.next(from);
    if (due === undefined) return;
    const task = () => {
      plan(rule, due + 1);
      trigger(rule, due);
    };
    planned.set(rule, { due, cancel: agenda.add(due, task) });
  };

  return {
    refresh() {
      for (const [rule, { cancel }] of planned) {
        if (rules.get(rule.name) === rule) continue;
        cancel();
        planned.delete(rule);
      }
      // A rate counts from the rule's creation, so that its first time is an interval later.
      for (const rule of rules.values())
        if (rule.timetable && rule.enabled && !planned.has(rule)) plan(rule, cloud.clock.now() + 1);
    },
    list: () =>
      [...rules.values()].flatMap((rule): ScheduleFacts[] => {
        const expression = rule.definition.ScheduleExpression;
        if (expression === undefined) return [];
        const due = triggered.get(rule.name);
        return [
          {
            name: rule.name,
            kind: "rule",
            arn: rule.arn,
            expression,
            timeZone: "UTC",
            enabled: rule.enabled,
            targets: [...rule.targets.values()].map(({ definition }) => definition.Arn),
            next: planned.get(rule)?.due,
            last: due === undefined ? undefined : { due, attempts: 1 },
          },
        ];
      }),
    stop: agenda.stop,
  };
};
