import { AwsError } from "../../core/aws-error.ts";
import type { Cloud } from "../../core/cloud.ts";
import { compile, type Matcher } from "../../patterns/index.ts";
import { readTimetable, type Timetable } from "../../schedules/expression.ts";
import type { BusEvent } from "./event.ts";
import type { PutRule, Target } from "./inputs.ts";
import { busNameOf, eventsArn, ruleArn } from "./resources.ts";
import { compileTargetInput, type TargetInput } from "./target-input.ts";
import { checkTarget } from "./targets.ts";

const MAX_TARGETS = 5;
/** Characters; a quota that can be raised. */
export const PATTERN_QUOTA = 2048;

export interface RuleTarget {
  readonly definition: Target;
  readonly input: TargetInput;
}

export interface Rule {
  readonly definition: PutRule;
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  /** Of rules that wait for events. */
  readonly matcher?: Matcher;
  /** Of rules that run on a schedule. */
  readonly timetable?: Timetable;
  /** When it was put, which a rate counts from. */
  readonly begins?: number;
  readonly enabled: boolean;
  readonly targets: Map<string, RuleTarget>;
  /** The service that made it and takes what it matches, of rules that nobody else may change. */
  readonly managedBy?: string;
  takes?(event: BusEvent): void;
  /** Told when somebody deletes it nevertheless. */
  removed?(): void;
}

/** A rule that a service of AWS makes. */
export interface ManagedRule extends Required<Pick<Rule, "managedBy" | "takes" | "removed">> {
  readonly EventPattern: string;
  /** As `ListTargetsByRule` shows it. */
  readonly target: Target;
}

export interface Bus {
  readonly name: string;
  readonly arn: string;
  readonly rules: Map<string, Rule>;
  /** Milliseconds of the cloud's clock. */
  readonly createdAt: number;
  description?: string | undefined;
  policy?: string | undefined;
  /** False while only rules mention it. */
  declared: boolean;
}

/** The buses with their rules and targets. Names of buses may be ARNs everywhere, as on AWS. */
export interface Buses {
  /** The bus, made on the first mention. */
  mention(nameOrArn?: string): Bus;
  /** The bus if it is declared; undefined when it is not. */
  find(nameOrArn?: string): Bus | undefined;
  /** The bus; throws `ResourceNotFoundException`. */
  get(nameOrArn?: string): Bus;
  all(): Bus[];
  delete(name: string): void;
  /** The rule; throws `ResourceNotFoundException`. */
  rule(busNameOrArn: string | undefined, name: string): Rule;
  /** Adds or replaces a rule, keeping its targets. */
  putRule(bus: Bus, definition: PutRule): Rule;
  /** Adds or replaces a rule of the service itself. */
  putManagedRule(bus: Bus, name: string, rule: ManagedRule): void;
  /** The rule; throws `ResourceNotFoundException`, and `ManagedRuleException` for what a service manages, but by force. */
  changeable(busNameOrArn: string | undefined, name: string, force?: boolean): Rule;
  deleteRule(busNameOrArn: string | undefined, name: string): void;
  putTarget(rule: Rule, definition: Target): RuleTarget;
}

export const createBuses = (cloud: Pick<Cloud, "region" | "accountId" | "clock">): Buses => {
  const buses = new Map<string, Bus>();
  const mention = (nameOrArn?: string): Bus => {
    const name = busNameOf(nameOrArn);
    const known = buses.get(name);
    if (known) return known;
    const arn = eventsArn(cloud, `event-bus/${name}`);
    const bus: Bus = {
      name,
      arn,
      rules: new Map(),
      createdAt: cloud.clock.now(),
      declared: name === "default",
    };
    buses.set(name, bus);
    return bus;
  };
  const find = (nameOrArn?: string) => {
    const bus = buses.get(busNameOf(nameOrArn));
    return bus?.declared ? bus : undefined;
  };
  const get = (nameOrArn?: string): Bus => {
    const bus = find(nameOrArn);
    if (bus) return bus;
    throw new AwsError("ResourceNotFoundException", `Event bus ${busNameOf(nameOrArn)} does not exist.`);
  };
  mention("default");

  const timetableOf = (bus: Bus, expression: string, begins: number): Timetable => {
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    if (bus.name !== "default")
      throw new AwsError(
        "ValidationException",
        "ScheduleExpression is supported only on the default event bus.",
      );
    const timetable = readTimetable(expression, { dialect: "rule", begins });
    if (!timetable) throw new AwsError("ValidationException", "Parameter ScheduleExpression is not valid.");
    return timetable;
  };

  const ruleOf = (busNameOrArn: string | undefined, name: string) => {
    const bus = get(busNameOrArn);
    const rule = bus.rules.get(name);
    if (rule) return rule;
    throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus.name}.`);
  };

  return {
    mention,
    find,
    get,
    all: () => [...buses.values()].filter(({ declared }) => declared),
    delete: (name) => void buses.delete(name),
    rule: ruleOf,
    changeable(busNameOrArn, name, force = false) {
      const rule = ruleOf(busNameOrArn, name);
      if (rule.managedBy === undefined || force) return rule;
      // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html
      throw new AwsError(
        "ManagedRuleException",
        `Rule ${name} was created by an AWS service on behalf of your account. It is managed by that service.`,
      );
    },
    putManagedRule(bus, name, { EventPattern, target, managedBy, takes, removed }) {
      bus.rules.set(name, {
        definition: { Name: name, EventPattern, State: "ENABLED" },
        name,
        arn: ruleArn(cloud, bus.name, name),
        busName: bus.name,
        matcher: compile(EventPattern, { dialect: "bus" }),
        enabled: true,
        targets: new Map([[target.Id, { definition: target, input: compileTargetInput(target) }]]),
        managedBy,
        takes,
        removed,
      });
    },
    putRule(bus, definition) {
      const { Name, EventPattern, ScheduleExpression, State } = definition;
      if (EventPattern === undefined && ScheduleExpression === undefined) {
        throw new AwsError(
          "ValidationException",
          "Parameter(s) EventPattern or ScheduleExpression must be specified.",
        );
      }
      const begins = cloud.clock.now();
      const timetable =
        ScheduleExpression === undefined ? undefined : timetableOf(bus, ScheduleExpression, begins);
      const rule: Rule = {
        definition,
        name: Name,
        arn: ruleArn(cloud, bus.name, Name),
        busName: bus.name,
        matcher: EventPattern === undefined ? undefined : compile(EventPattern, { dialect: "bus" }),
        timetable,
        begins,
        enabled: State !== "DISABLED",
        targets: bus.rules.get(Name)?.targets ?? new Map(),
      };
      bus.rules.set(Name, rule);
      return rule;
    },
    deleteRule(busNameOrArn, name) {
      const rules = get(busNameOrArn).rules;
      const rule = rules.get(name);
      if (rule?.targets.size) {
        throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
      }
      rules.delete(name);
      rule?.removed?.();
    },
    putTarget(rule, definition) {
      if (!rule.targets.has(definition.Id) && rule.targets.size >= MAX_TARGETS) {
        throw new AwsError(
          "LimitExceededException",
          "The requested resource exceeds the maximum number allowed.",
        );
      }
      checkTarget(definition);
      const target = { definition, input: compileTargetInput(definition) };
      rule.targets.set(definition.Id, target);
      return target;
    },
  };
};
