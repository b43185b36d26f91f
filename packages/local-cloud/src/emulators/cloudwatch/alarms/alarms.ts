import { arnOf } from "../../../core/arn.ts";
import { AwsError } from "../../../core/aws-error.ts";
import type { Cloud } from "../../../core/cloud.ts";
import { MINUTE_MS } from "../../../metrics/series.ts";
import type { MetricStore } from "../../../metrics/store.ts";
import type { CompositeAlarmInput, MetricAlarmInput } from "../inputs.ts";
import { type Alarm, type CompositeAlarm, type MetricAlarm, remember, type StateOfAlarm } from "./alarm.ts";
import { parseCompositeRule } from "./composite-rule.ts";
import type { AlarmState } from "./decide.ts";
import { createKeptAlarms } from "./kept-alarms.ts";
import { compileMetricAlarm } from "./metric-alarm.ts";
import { actionProblem, notify } from "./notify.ts";
import { invalid } from "./queries.ts";
import { longDate, type Reason, reasonOf } from "./reason.ts";

/** The alarms of the account. */
export interface Alarms {
  all(): Alarm[];
  find(name: string): Alarm | undefined;
  /** Throws `ResourceNotFound`. */
  get(name: string): Alarm;
  /** `isDeclared` of those of the config, which are as the run before left them where the config is the same. */
  putMetricAlarm(definition: MetricAlarmInput, isDeclared?: boolean): MetricAlarm;
  putCompositeAlarm(definition: CompositeAlarmInput, isDeclared?: boolean): CompositeAlarm;
  /** Puts those again that calls had made in the run before. */
  restore(): void;
  enableActions(alarm: Alarm, isEnabled: boolean): void;
  /** Throws `ResourceNotFound`, or why one cannot go: a composite alarm looks at it. */
  delete(names: readonly string[]): void;
  setState(alarm: Alarm, state: AlarmState, reason: Reason): void;
  /** Looks at a composite alarm that just came. */
  lookAt(alarm: CompositeAlarm): void;
  /** Looks at every alarm, as if each had been there for long: nobody is told. */
  settle(): void;
  /** Looks at all that may have changed in the minutes from the first to the last, which are over. */
  evaluate(first: number, last: number): void;
}

const initial = (at: number): StateOfAlarm => ({
  value: "INSUFFICIENT_DATA",
  reason: { text: "Unchecked: Initial alarm creation" },
  updatedAt: at,
  since: at,
});

const notFound = (name: string) => new AwsError("ResourceNotFound", `Unknown alarm ${name}`, { status: 404 });

export const createAlarms = (cloud: Cloud, store: MetricStore): Alarms => {
  const { clock } = cloud;
  const alarms = new Map<string, Alarm>();
  const kept = createKeptAlarms(cloud.state);
  const composites = () => [...alarms.values()].filter((alarm) => alarm.kind === "composite");

  const checkActions = ({
    AlarmActions,
    OKActions,
    InsufficientDataActions,
  }: CompositeAlarmInput | MetricAlarmInput) => {
    for (const action of [...AlarmActions, ...OKActions, ...InsufficientDataActions]) {
      const problem = actionProblem(action);
      if (problem) throw invalid(problem);
    }
  };

  /** Of the run before, where it is the same. */
  const leftOf = ({ AlarmName }: { AlarmName: string }, isDeclared: boolean) => {
    const left = alarms.has(AlarmName) ? undefined : kept.left.get(AlarmName);
    return left?.isDeclared === isDeclared ? left : undefined;
  };
  const base = (definition: CompositeAlarmInput | MetricAlarmInput, isDeclared: boolean) => {
    const { AlarmName: name, ActionsEnabled, Tags = [] } = definition;
    const left = leftOf(definition, isDeclared);
    const isSame = JSON.stringify(left?.of.definition) === JSON.stringify(definition);
    if (left && isSame)
      return { ...left, name, arn: arnOf("cloudwatch", cloud, `alarm:${name}`), tags: new Map(left.tags) };
    const known = alarms.get(name) ?? left;
    const at = clock.now();
    return {
      name,
      isDeclared,
      arn: arnOf("cloudwatch", cloud, `alarm:${name}`),
      actionsEnabled: ActionsEnabled,
      configuredAt: at,
      state: known?.state ?? initial(at),
      history: known?.history ?? [],
      // Only a new alarm takes its tags.
      tags: new Map(known?.tags ?? Tags.map(({ Key, Value }) => [Key, Value])),
    };
  };
  const add = <Added extends Alarm>(alarm: Added): Added => {
    const isLeft = kept.left.get(alarm.name)?.configuredAt === alarm.configuredAt;
    const type = alarms.has(alarm.name) ? "Update" : "Create";
    alarms.set(alarm.name, alarm);
    kept.put(alarm);
    if (isLeft) return alarm;
    remember(alarm, {
      at: alarm.configuredAt,
      type: "ConfigurationUpdate",
      summary: `Alarm "${alarm.name}" ${type.toLowerCase()}d`,
      data: { version: "1.0", type, [`${type.toLowerCase()}dAlarm`]: alarm.definition },
    });
    return alarm;
  };

  /** Whether an alarm would decide about itself, through others or not. */
  const looksAtItself = (name: string, looked: readonly string[], seen = new Set<string>()): boolean =>
    looked.some((other) => {
      if (other === name) return true;
      const alarm = alarms.get(other);
      if (alarm?.kind !== "composite" || seen.has(other)) return false;
      seen.add(other);
      return looksAtItself(name, alarm.rule.alarms, seen);
    });

  const change = (alarm: Alarm, value: AlarmState, reason: Reason, at: number, silently = false) => {
    const previous = alarm.state;
    if (previous.value === value) return;
    alarm.state = { value, reason, updatedAt: at, since: at };
    kept.put(alarm);
    remember(alarm, {
      at,
      type: "StateUpdate",
      summary: `Alarm updated from ${previous.value} to ${value}`,
      reason: reason.text,
      data: {
        version: "1.0",
        oldState: {
          stateValue: previous.value,
          stateReason: previous.reason.text,
          stateReasonData: previous.reason.data,
        },
        newState: { stateValue: value, stateReason: reason.text, stateReasonData: reason.data },
      },
    });
    if (silently) return;
    const hop = cloud.journal.record({
      service: "cloudwatch",
      action: "ChangeState",
      resource: alarm.arn,
      input: { alarm: alarm.name, from: previous.value, to: value, reason: reason.text },
    });
    notify(cloud, alarm, previous, [hop.id]);
    lookAtComposites(at, alarm);
  };

  const lookAtComposites = (at: number, changed?: Alarm, silently = false) => {
    for (const alarm of composites()) {
      if (changed && !alarm.rule.alarms.includes(changed.name)) continue;
      const holds = alarm.rule.holds((name) => alarms.get(name)?.state.value);
      const text = changed
        ? `${changed.arn} transitioned to ${changed.state.value} at ${new Date(at).toUTCString()}`
        : "The alarm rule was evaluated.";
      change(alarm, holds ? "ALARM" : "OK", { text, data: triggering(changed) }, at, silently);
    }
  };
  const triggering = (changed: Alarm | undefined) =>
    changed && {
      triggeringAlarms: [
        { arn: changed.arn, state: { value: changed.state.value, timestamp: longDate(changed.state.since) } },
      ],
    };

  /** Whether there was anything to see. */
  const look = (alarm: MetricAlarm, minute: number, silently = false): boolean => {
    const at = (minute + 1) * MINUTE_MS;
    const evaluation = alarm.compiled.evaluate(minute);
    const { state: to } = evaluation;
    if (to !== undefined && to !== alarm.state.value) {
      const reason = reasonOf(alarm.compiled, evaluation, { from: alarm.state.value, to, at });
      change(alarm, to, reason, at, silently);
    }
    return evaluation.points.some(({ value }) => value !== undefined);
  };

  return {
    all: () => [...alarms.values()],
    find: (name) => alarms.get(name),
    get(name) {
      const alarm = alarms.get(name);
      if (!alarm) throw notFound(name);
      return alarm;
    },
    putMetricAlarm(definition, isDeclared = false) {
      checkActions(definition);
      return add({
        ...base(definition, isDeclared),
        kind: "metric",
        definition,
        compiled: compileMetricAlarm(store, definition),
      });
    },
    putCompositeAlarm(definition, isDeclared = false) {
      checkActions(definition);
      let rule: CompositeAlarm["rule"];
      try {
        rule = parseCompositeRule(definition.AlarmRule);
      } catch (error) {
        throw invalid((error as Error).message);
      }
      if (looksAtItself(definition.AlarmName, rule.alarms))
        throw invalid(`The alarm rule of ${definition.AlarmName} depends on itself.`);
      return add({ ...base(definition, isDeclared), kind: "composite", definition, rule });
    },
    restore() {
      for (const [name, { isDeclared, of }] of kept.left) {
        if (alarms.has(name)) continue;
        if (isDeclared) kept.delete(name);
        else if (of.kind === "metric") this.putMetricAlarm(of.definition);
        else {
          const { rule } = this.putCompositeAlarm(of.definition);
          const missing = rule.alarms.find((looked) => !alarms.has(looked));
          if (missing === undefined) continue;
          this.delete([name]);
          cloud.state.drop(`composite alarm ${name}: it looks at ${missing}, which the config has no longer`);
        }
      }
    },
    enableActions(alarm, isEnabled) {
      alarm.actionsEnabled = isEnabled;
      kept.put(alarm);
    },
    delete(names) {
      for (const name of names) if (!alarms.has(name)) throw notFound(name);
      for (const alarm of composites()) {
        const used = names.find((name) => alarm.rule.alarms.includes(name));
        if (used !== undefined && !names.includes(alarm.name))
          throw invalid(
            `The alarm ${used} cannot be deleted, as the composite alarm ${alarm.name} depends on it.`,
          );
      }
      for (const name of names) {
        alarms.delete(name);
        kept.delete(name);
      }
    },
    lookAt(alarm) {
      const missing = alarm.rule.alarms.filter((name) => !alarms.has(name));
      if (missing.length > 0) {
        alarms.delete(alarm.name);
        kept.delete(alarm.name);
        throw invalid(
          `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist`,
        );
      }
      const holds = alarm.rule.holds((name) => alarms.get(name)?.state.value);
      change(alarm, holds ? "ALARM" : "OK", { text: "The alarm rule was evaluated." }, clock.now());
    },
    setState: (alarm, value, reason) => change(alarm, value, reason, clock.now()),
    settle() {
      const minute = store.minute() - 1;
      for (const { name, rule } of composites())
        for (const looked of rule.alarms)
          if (!alarms.has(looked))
            throw new Error(`The rule of the composite alarm ${name} looks at ${looked}, which is no alarm.`);
      // Metrics end with the process: what the run before knew is more than what can be seen now.
      for (const alarm of alarms.values())
        if (alarm.kind === "metric" && !kept.left.has(alarm.name)) look(alarm, minute, true);
      lookAtComposites(clock.now(), undefined, true);
    },
    evaluate(first, last) {
      const metricAlarms = [...alarms.values()].filter((alarm) => alarm.kind === "metric");
      const furthest = Math.max(0, ...metricAlarms.map(({ compiled }) => compiled.rangeMinutes));
      // What a moved clock skipped has no values: once the last ones left its range, an alarm is as at the end.
      const seeing = new Set(metricAlarms);
      for (let minute = first; minute < last && minute <= first + furthest; minute++)
        for (const alarm of seeing) {
          const isInRange = minute <= first + alarm.compiled.rangeMinutes;
          if (!isInRange || !look(alarm, minute)) seeing.delete(alarm);
        }
      for (const alarm of metricAlarms) look(alarm, last);
    },
  };
};
