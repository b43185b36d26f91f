import { parseArn } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { MadeResources } from "../../core/cloud.ts";
import { parseJson } from "../../core/parse-json.ts";
import { compile } from "../../patterns/index.ts";
import { parseInput } from "../parse-input.ts";
import type { EventBridgeOperations } from "./api.ts";
import type { Bus, Buses, Rule } from "./buses.ts";
import * as inputs from "./inputs.ts";
import { ruleInputs, targetInputs } from "./noted.ts";
import { page } from "./page.ts";

const describeRule = ({ arn, busName, definition, managedBy }: Rule) => {
  const { Name, EventPattern, ScheduleExpression, State, Description, RoleArn } = definition;
  return {
    Name,
    Arn: arn,
    EventPattern,
    ScheduleExpression,
    State,
    Description,
    RoleArn,
    EventBusName: busName,
    ManagedBy: managedBy,
  };
};
const describeBus = ({ name, arn, createdAt, description, policy }: Bus) => ({
  Name: name,
  Arn: arn,
  Description: description,
  Policy: policy,
  CreationTime: new Date(createdAt),
  LastModifiedTime: new Date(createdAt),
});

const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const targetResourceId = ({ busName, name }: Rule, targetId: string): string =>
  (busName === "default" ? [name, targetId] : [busName, name, targetId]).join("-");

const parseEvent = (text: string): object => {
  try {
    return inputs.wholeEvent.parse(parseJson(text));
  } catch (cause) {
    throw new AwsError("ValidationException", "Parameter Event is not valid.", { cause });
  }
};

/** Operations on rules, targets and buses; `changed` hears of each target that is put, and of any change of rules. */
export const createRuleOperations = (
  made: Pick<MadeResources, "note" | "forget">,
  buses: Buses,
  changed: { target(rule: Rule, targetId: string): void; rules(): void },
): EventBridgeOperations => {
  const note = (rule: Rule) => {
    made.forget(RULE, rule.arn);
    made.note(RULE, rule.name, ruleInputs(rule.definition, rule.busName));
  };
  const setState = (State: "ENABLED" | "DISABLED") => (input: unknown) => {
    const { EventBusName, Name } = parseInput(inputs.ruleReference, input);
    const rule = buses.changeable(EventBusName, Name);
    note(buses.putRule(buses.get(EventBusName), { ...rule.definition, State }));
    changed.rules();
    return {};
  };
  return {
    PutRule(input) {
      const definition = parseInput(inputs.putRule, input);
      const bus = buses.get(definition.EventBusName);
      if (bus.rules.has(definition.Name)) buses.changeable(definition.EventBusName, definition.Name);
      const rule = buses.putRule(bus, definition);
      note(rule);
      changed.rules();
      return { RuleArn: rule.arn };
    },
    DeleteRule(input) {
      const { EventBusName, Name, Force } = parseInput(inputs.ruleReference, input);
      if (buses.get(EventBusName).rules.has(Name)) buses.changeable(EventBusName, Name, Force);
      const arn = buses.get(EventBusName).rules.get(Name)?.arn;
      buses.deleteRule(EventBusName, Name);
      if (arn !== undefined) made.forget(RULE, arn);
      changed.rules();
      return {};
    },
    EnableRule: setState("ENABLED"),
    DisableRule: setState("DISABLED"),
    DescribeRule(input) {
      const { EventBusName, Name } = parseInput(inputs.ruleReference, input);
      const rule = buses.rule(EventBusName, Name);
      return { ...describeRule(rule), CreatedBy: parseArn(rule.arn)?.account };
    },
    ListRules(input) {
      const { EventBusName, NamePrefix = "", ...paging } = parseInput(inputs.listRules, input);
      const rules = [...buses.get(EventBusName).rules.values()].filter(({ name }) =>
        name.startsWith(NamePrefix),
      );
      const { items, ...rest } = page(rules.map(describeRule), paging);
      return { Rules: items, ...rest };
    },
    PutTargets(input) {
      const { EventBusName, Rule, Targets } = parseInput(inputs.putTargets, input);
      const rule = buses.changeable(EventBusName, Rule);
      for (const target of Targets) {
        buses.putTarget(rule, target);
        made.forget(TARGET, targetResourceId(rule, target.Id));
        made.note(TARGET, target.Id, targetInputs(target, rule.name, rule.busName));
        changed.target(rule, target.Id);
      }
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets(input) {
      const { EventBusName, Rule, Ids, Force } = parseInput(inputs.removeTargets, input);
      const rule = buses.changeable(EventBusName, Rule, Force);
      for (const id of Ids) {
        rule.targets.delete(id);
        made.forget(TARGET, targetResourceId(rule, id));
      }
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule(input) {
      const { EventBusName, Rule, ...paging } = parseInput(inputs.listTargetsByRule, input);
      const targets = [...buses.rule(EventBusName, Rule).targets.values()].map(
        ({ definition }) => definition,
      );
      const { items, ...rest } = page(targets, paging);
      return { Targets: items, ...rest };
    },
    DescribeEventBus(input) {
      return describeBus(buses.get(parseInput(inputs.describeEventBus, input).Name));
    },
    ListEventBuses(input) {
      const { NamePrefix = "", ...paging } = parseInput(inputs.listEventBuses, input);
      const { items, ...rest } = page(
        buses
          .all()
          .filter(({ name }) => name.startsWith(NamePrefix))
          .map(describeBus),
        paging,
      );
      return { EventBuses: items, ...rest };
    },
    TestEventPattern(input) {
      const { Event, EventPattern } = parseInput(inputs.testEventPattern, input);
      return { Result: compile(EventPattern, { dialect: "bus" }).matches(parseEvent(Event)) };
    },
  };
};
