import { z } from "zod";
import type { ScheduleFacts } from "../../console/schedules.ts";
import type { Cancel } from "../../core/clock.ts";
import type { Cloud } from "../../core/cloud.ts";
import { createAgenda } from "../../schedules/agenda.ts";
import { readTimetable, type Timetable } from "../../schedules/expression.ts";
import { resumeAt } from "../../schedules/missed.ts";
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

/** How far a rule's schedule is. Times are milliseconds. */
const beat = z.object({
  expression: z.string(),
  /** What a rate counts from. */
  begins: z.number(),
  /** Until when it was planned. */
  from: z.number(),
  /** When it was due last. */
  triggered: z.number().optional(),
});
type Beat = z.infer<typeof beat>;

export const createRuleSchedules = (
  cloud: Cloud,
  buses: Buses,
  { deliver }: Pick<Deliveries, "deliver">,
): RuleSchedules => {
  const agenda = createAgenda(cloud.clock);
  const planned = new Map<Rule, { readonly due: number; readonly cancel: Cancel }>();
  const beats = cloud.state.records<Beat>("events/rule-schedules", beat);
  /** Of the run before, by the name of the rule. */
  const left = new Map(beats.read());
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

  const plan = (rule: Rule, timetable: Timetable, beat: Beat) => {
    beats.put(rule.name, beat);
    const due = timetable.next(beat.from);
    if (due === undefined) return void planned.delete(rule);
    const task = () => {
      plan(rule, timetable, { ...beat, from: due + 1, triggered: due });
      trigger(rule, due);
    };
    planned.set(rule, { due, cancel: agenda.add(due, task) });
  };

  /** Goes on as the run before left it, where the schedule is the same. */
  const begin = (rule: Rule, timetable: Timetable) => {
    const now = cloud.clock.now();
    const { name, begins = now } = rule;
    const expression = rule.definition.ScheduleExpression ?? "";
    const before = left.get(name);
    left.delete(name);
    // A rate counts from the rule's creation, so that its first time is an interval later.
    if (before?.expression !== expression)
      return plan(rule, timetable, { expression, begins, from: now + 1 });
    const same = readTimetable(expression, { dialect: "rule", begins: before.begins }) ?? timetable;
    if (before.triggered !== undefined) triggered.set(name, before.triggered);
    plan(rule, same, { ...before, from: resumeAt(same, before.from, now) });
  };

  return {
    refresh() {
      for (const [rule, { cancel }] of planned) {
        if (rules.get(rule.name) === rule) continue;
        cancel();
        planned.delete(rule);
        beats.delete(rule.name);
      }
      for (const rule of rules.values())
        if (rule.timetable && rule.enabled && !planned.has(rule)) begin(rule, rule.timetable);
      for (const name of left.keys()) beats.delete(name);
      left.clear();
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
