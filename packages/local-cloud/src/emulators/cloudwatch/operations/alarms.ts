import { z } from "zod";
import { parseJson } from "../../../core/parse-json.ts";
import { parseInput } from "../../parse-input.ts";
import { type Alarm, actionsOf, type CompositeAlarm, type MetricAlarm } from "../alarms/alarm.ts";
import type { Alarms } from "../alarms/alarms.ts";
import { invalid } from "../alarms/queries.ts";
import type { CloudWatchOperations } from "../api.ts";
import * as inputs from "../inputs.ts";
import { describeCompositeAlarm, describeHistory, describeMetricAlarm } from "./describe.ts";
import { pageOf } from "./page.ts";

const STATES = ["OK", "ALARM", "INSUFFICIENT_DATA"] as const;
const name = inputs.text(1, 255);
const names = inputs
  .list(name)
  .refine((all) => all.length <= 100, "Member must have length less than or equal to 100");
const alarmTypes = inputs.list(inputs.oneOf(["MetricAlarm", "CompositeAlarm"]));
const paging = { MaxRecords: inputs.integer(1, 100).default(50), NextToken: z.string().optional() };

const describeInput = z.strictObject({
  AlarmNames: names.optional(),
  AlarmNamePrefix: name.optional(),
  AlarmTypes: alarmTypes.default(["MetricAlarm"]),
  ChildrenOfAlarmName: name.optional(),
  ParentsOfAlarmName: name.optional(),
  StateValue: inputs.oneOf(STATES).optional(),
  ActionPrefix: z.string().optional(),
  ...paging,
});
const forMetricInput = z.strictObject({
  MetricName: inputs.text(1, 255),
  Namespace: inputs.text(1, 255),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Dimensions: inputs.dimensions.default({}),
  Period: inputs.integer(1).optional(),
  Unit: z.string().optional(),
});
const historyInput = z.strictObject({
  AlarmName: name.optional(),
  AlarmContributorId: z.string().optional(),
  AlarmTypes: alarmTypes.default(["MetricAlarm"]),
  HistoryItemType: inputs.oneOf(["ConfigurationUpdate", "StateUpdate", "Action"]).optional(),
  StartDate: inputs.timestamp.optional(),
  EndDate: inputs.timestamp.optional(),
  ScanBy: inputs.oneOf(["TimestampDescending", "TimestampAscending"]).default("TimestampDescending"),
  ...paging,
});
const stateInput = z.strictObject({
  AlarmName: name,
  StateValue: inputs.oneOf(STATES),
  StateReason: inputs.text(0, 1023),
  StateReasonData: inputs.text(0, 4000).optional(),
});
const namesInput = z.strictObject({ AlarmNames: names });

const typeOf = ({ kind }: Alarm) => (kind === "metric" ? "MetricAlarm" : "CompositeAlarm");
const allActions = (alarm: Alarm) => STATES.flatMap((state) => actionsOf(alarm, state));
const sameDimensions = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>) =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([key, value]) => b[key] === value);
const isMetric = (alarm: Alarm): alarm is MetricAlarm => alarm.kind === "metric";
const isComposite = (alarm: Alarm): alarm is CompositeAlarm => alarm.kind === "composite";

/** What makes, changes and shows alarms. */
export const alarmOperations = (alarms: Alarms): CloudWatchOperations => {
  const enable = (raw: unknown, enabled: boolean) => {
    for (const each of parseInput(namesInput, raw).AlarmNames) {
      const alarm = alarms.find(each);
      if (alarm) alarms.enableActions(alarm, enabled);
    }
    return {};
  };

  return {
    PutMetricAlarm(raw) {
      alarms.putMetricAlarm(parseInput(inputs.metricAlarm, raw));
      return {};
    },
    PutCompositeAlarm(raw) {
      const alarm = alarms.putCompositeAlarm(parseInput(inputs.compositeAlarm, raw));
      alarms.lookAt(alarm);
      return {};
    },
    DeleteAlarms(raw) {
      alarms.delete(parseInput(namesInput, raw).AlarmNames);
      return {};
    },
    EnableAlarmActions: (raw) => enable(raw, true),
    DisableAlarmActions: (raw) => enable(raw, false),
    SetAlarmState(raw) {
      const { AlarmName, StateValue, StateReason, StateReasonData } = parseInput(stateInput, raw);
      let data: object | undefined;
      try {
        if (StateReasonData) data = parseJson(StateReasonData) as object;
      } catch {
        throw invalid("StateReasonData must be JSON.");
      }
      alarms.setState(alarms.get(AlarmName), StateValue, { text: StateReason, data });
      return {};
    },

    DescribeAlarms(raw) {
      const input = parseInput(describeInput, raw);
      const { AlarmNames, AlarmNamePrefix, ChildrenOfAlarmName: parent, ParentsOfAlarmName: child } = input;
      if (AlarmNames && AlarmNamePrefix !== undefined)
        throw invalid("AlarmNames and AlarmNamePrefix cannot be specified together.");
      const isWanted = (alarm: Alarm) => {
        if (parent !== undefined) {
          const composite = alarms.get(parent);
          return isComposite(composite) && composite.rule.alarms.includes(alarm.name);
        }
        if (child !== undefined) return isComposite(alarm) && alarm.rule.alarms.includes(child);
        return (
          (AlarmNames?.includes(alarm.name) ?? true) &&
          alarm.name.startsWith(AlarmNamePrefix ?? "") &&
          input.AlarmTypes.includes(typeOf(alarm)) &&
          (input.StateValue ?? alarm.state.value) === alarm.state.value &&
          (input.ActionPrefix === undefined ||
            allActions(alarm).some((action) => action.startsWith(input.ActionPrefix!)))
        );
      };
      const found = alarms
        .all()
        .filter(isWanted)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, NextToken } = pageOf(found, input.MaxRecords, input.NextToken);
      return {
        MetricAlarms: items.filter(isMetric).map(describeMetricAlarm),
        CompositeAlarms: items.filter(isComposite).map(describeCompositeAlarm),
        NextToken,
      };
    },

    DescribeAlarmsForMetric(raw) {
      const input = parseInput(forMetricInput, raw);
      const found = alarms
        .all()
        .filter(isMetric)
        .filter(({ definition }) =>
          [
            definition,
            ...(definition.Metrics ?? []).flatMap(({ MetricStat }) =>
              MetricStat
                ? [
                    {
                      ...MetricStat.Metric,
                      Period: MetricStat.Period,
                      Statistic: MetricStat.Stat,
                      ExtendedStatistic: MetricStat.Stat,
                    },
                  ]
                : [],
            ),
          ].some(
            (watched) =>
              watched.MetricName === input.MetricName &&
              watched.Namespace === input.Namespace &&
              sameDimensions(watched.Dimensions, input.Dimensions) &&
              (input.Period ?? watched.Period) === watched.Period &&
              (input.Statistic ?? watched.Statistic) === watched.Statistic &&
              (input.ExtendedStatistic ?? watched.ExtendedStatistic) === watched.ExtendedStatistic,
          ),
        );
      return { MetricAlarms: found.map(describeMetricAlarm) };
    },

    DescribeAlarmHistory(raw) {
      const input = parseInput(historyInput, raw);
      const { AlarmName, StartDate, EndDate, HistoryItemType, ScanBy, AlarmTypes } = input;
      const found = alarms
        .all()
        .filter((alarm) => (AlarmName ?? alarm.name) === alarm.name && AlarmTypes.includes(typeOf(alarm)))
        .flatMap((alarm) => alarm.history.map((item) => ({ alarm, item })))
        .filter(
          ({ item: { at, type } }) =>
            at >= (StartDate?.getTime() ?? 0) &&
            at <= (EndDate?.getTime() ?? Number.POSITIVE_INFINITY) &&
            (HistoryItemType ?? type) === type,
        )
        .sort((a, b) => b.item.at - a.item.at);
      if (ScanBy === "TimestampAscending") found.reverse();
      const { items, NextToken } = pageOf(found, input.MaxRecords, input.NextToken);
      return { AlarmHistoryItems: items.map(({ alarm, item }) => describeHistory(alarm, item)), NextToken };
    },
  };
};
