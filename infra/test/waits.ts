import { patience } from "@sourdough/events-schema/patience";
import { mostAtOnce, type Read, unqualified } from "./graph.ts";
import type { Rule } from "./rules.ts";

type Values = Record<string, unknown>;

interface Retrier {
  ErrorEquals?: string[];
  MaxAttempts?: number;
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
}
interface State {
  Type?: string;
  Resource?: string;
  Arguments?: unknown;
  TimeoutSeconds?: number;
  Retry?: Retrier[];
  States?: Record<string, State>;
}

/** Most that is there: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const expressSeconds = 300;

/**
 * Functions that may run longer than the API in front waits, and why: the commands of `ImportMenu` that the API sends
 * write one small object at most, and what the client asks for again is a form more.
 */
const quickForApis = ["ImportMenu"];

/** Every task of a machine, also within maps and branches. */
const tasksOf = (value: unknown): State[] => {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(tasksOf);
  return (value as State).Type === "Task" ? [value as State, ...inner] : inner;
};

/** Seconds between the tries of a task, at the most: without jitter. */
const pausesOf = ({ Retry = [] }: State) =>
  Math.max(
    0,
    ...Retry.map(({ MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity }) =>
      Array.from({ length: MaxAttempts }, (_, n) =>
        Math.min(IntervalSeconds * BackoffRate ** n, MaxDelaySeconds),
      ).reduce((sum, pause) => sum + pause, 0),
    ),
  );
const triesOf = ({ Retry = [] }: State) =>
  1 + Math.max(0, ...Retry.map(({ MaxAttempts = 3 }) => MaxAttempts));

/** The function a task calls. */
const calledBy = ({ functions }: Read, { Resource, Arguments }: State) => {
  if (Resource !== "arn:aws:states:::lambda:invoke") return undefined;
  const name = String((Arguments as Values).FunctionName);
  return functions.find(({ arn }) => name === arn || name.startsWith(`${arn}:`));
};

const integrations = ({ all }: Read) =>
  all("aws:apigateway/integration:Integration").map(({ name, values }) => ({
    name,
    text: `${values.uri} ${Object.values((values.requestTemplates ?? {}) as object).join(" ")}`,
    seconds: Number(values.timeoutMilliseconds ?? patience.api * 1000) / 1000,
  }));

const names = (text: string, arn: string) =>
  new RegExp(`${arn.replaceAll(/[.*+?^${"$"}{}()|[\]\\]/g, "\\$&")}(?![A-Za-z0-9_-])`).test(text);

/** Whoever waits, waits longer than what it waits for; otherwise the same is begun again while it still runs. */
export const waits: Record<string, Rule> = {
  "a function may run more often at once than its queue invokes it": ({ mappings, functions }) =>
    mappings.flatMap(({ name, values }) => {
      const most = mostAtOnce(values);
      const reserved = functions.find(({ arn }) => arn === unqualified(values.functionName))?.values
        .reservedConcurrentExecutions;
      if (reserved === undefined || Number(reserved) < 0 || Number(reserved) > most) return [];
      return [
        `${name} invokes up to ${most} at once of a function that has ${reserved}: a throttled poll counts as a receive, so reserve more.`,
      ];
    }),

  "an API waits longer than what it calls": (read) =>
    integrations(read).flatMap(({ name, text, seconds }) => {
      const machines = read.machines
        .filter(({ arn }) => names(text, arn))
        .map((one) => [one.name, one.definition.TimeoutSeconds ?? expressSeconds] as const);
      const functions = read.functions
        .filter((one) => names(text, one.arn) && !quickForApis.includes(one.name))
        .map((one) => [one.name, one.values.timeout] as const);
      return [...machines, ...functions]
        .filter(([, own]) => !(Number(own) < seconds))
        .map(([callee, own]) => `${name} waits ${seconds} s for ${callee}, which may take ${own} s.`);
    }),

  "the router waits longer than the API behind it": ({ all }) =>
    all("pulumi-nodejs:dynamic:Resource").flatMap(({ name, values }) => {
      const { metadata } = (values.entries ?? {}) as { metadata?: string };
      const route = metadata?.includes(".execute-api.") && (JSON.parse(metadata) as { origin?: Values });
      if (!route) return [];
      const { readTimeout = 20 } = (route.origin?.timeouts ?? {}) as { readTimeout?: number };
      return readTimeout > patience.api && readTimeout < patience.client
        ? []
        : [
            `${name} waits ${readTimeout} s for an API that waits ${patience.api} s: give its route patience.router.`,
          ];
    }),

  "a state machine waits longer than the function that it calls": (read) =>
    eachMachine(read, (machine, task) => {
      const callee = calledBy(read, task);
      const own = Math.min(task.TimeoutSeconds ?? Infinity, timeOf(machine));
      return callee && !(Number(callee.values.timeout) < own)
        ? `waits ${own} s for ${callee.name}, which may take ${callee.values.timeout} s.`
        : undefined;
    }),

  "a state machine that nobody waits for has the time for all the tries of a task": (read) => {
    const started = new Set(read.targets.map(({ values }) => unqualified(values.arn)));
    return eachMachine(read, (machine, task) => {
      if (!started.has(machine.arn)) return undefined;
      const callSeconds = Number(calledBy(read, task)?.values.timeout ?? 0);
      const most = pausesOf(task) + triesOf(task) * callSeconds;
      return most < timeOf(machine)
        ? undefined
        : `ends after ${timeOf(machine)} s, and the tries of a task may take ${most} s: what it gives up would be in no queue.`;
    });
  },

  "Express state machines have no more time than there is": ({ machines }) =>
    machines.flatMap(({ name, values, definition }) =>
      values.type === "EXPRESS" && Number(definition.TimeoutSeconds) > expressSeconds
        ? [
            `${name} may take ${definition.TimeoutSeconds} s, and Express executions end after ${expressSeconds} s.`,
          ]
        : [],
    ),

  "rules are deaf to runaways, but those that keep them": ({ all }) =>
    all("aws:cloudwatch/eventRule:EventRule").flatMap(({ name, values }) => {
      if (values.eventBusName === "default" || /^(Unknown|Runaway)/.test(name)) return [];
      const { $or, ...only } = JSON.parse(String(values.eventPattern)) as { $or?: Values[] };
      const deaf = ($or ?? [only]).every((branch) => {
        const { metadata } = ((branch as Values).detail ?? {}) as { metadata?: { depth?: unknown } };
        return JSON.stringify(metadata?.depth) === '[{"exists":false},{"numeric":["<=",25]}]';
      });
      return deaf
        ? []
        : [`${name} takes events of any depth: make its pattern with pattern() of the contracts.`];
    }),
};

const timeOf = ({ values, definition }: Read["machines"][number]) =>
  Number(definition.TimeoutSeconds ?? (values.type === "EXPRESS" ? expressSeconds : Infinity));

const eachMachine = (
  { machines }: Read,
  complaint: (machine: Read["machines"][number], task: State) => string | undefined,
) =>
  machines.flatMap((machine) =>
    tasksOf(machine.definition).flatMap((task) => {
      const wrong = complaint(machine, task);
      return wrong === undefined ? [] : [`${machine.name} ${wrong}`];
    }),
  );
