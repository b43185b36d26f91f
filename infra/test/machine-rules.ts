import { metricsOf } from "./alarm-rules.ts";
import { type Declared, list, type Read, shiftOf } from "./graph.ts";
import { each, namesWithoutLive, type Rule } from "./rules.ts";

/** What starts state machines, or tells others the ARN to do it by; machines are looked at task by task. */
const starters = [
  "aws:apigateway/integration:Integration",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:lambda/function:Function",
  "aws:pipes/pipe:Pipe",
  "aws:scheduler/schedule:Schedule",
  "aws:ssm/parameter:Parameter",
];

/** Tasks that start executions, also those within maps and branches. */
const startsIn = (value: unknown): object[] => {
  if (typeof value !== "object" || value === null) return [];
  const { Resource } = value as { Resource?: unknown };
  const isStart = typeof Resource === "string" && /:start(?:Sync)?Execution\b/i.test(Resource);
  return [...(isStart ? [value] : []), ...Object.values(value).flatMap(startsIn)];
};

const aliasOf = ({ all }: Read, { arn }: Declared) =>
  all("aws:sfn/alias:Alias").find((alias) => alias.arn === `${arn}:live`);

/** What makes it possible that a new version of a state machine takes over bit by bit. */
export const machineRules: Record<string, Rule> = {
  "state machines have versions, and everything starts them by the alias live": (graph) => {
    const { all, machines } = graph;
    const isStarted = (text: string) => machines.some((machine) => namesWithoutLive(text, machine));
    const remedy = "take the arn that stateMachine of infra/state-machine.ts gives.";
    return [
      ...each(machines, (machine) => {
        if (machine.values.publish === true && aliasOf(graph, machine)) return false;
        return "has no versions, or no alias live: make it with stateMachine of infra/state-machine.ts.";
      }),
      ...each(
        starters.flatMap(all),
        ({ values }) =>
          isStarted(JSON.stringify(values)) && `starts a state machine without its alias live: ${remedy}`,
      ),
      ...each(
        machines,
        ({ definition }) =>
          startsIn(definition).some((task) => isStarted(JSON.stringify(task))) &&
          `starts another without its alias live: ${remedy}`,
      ),
    ];
  },

  // https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
  "whoever starts a state machine may do so by the machine's own ARN": ({ roles }) =>
    each(
      roles,
      ({ statements }) =>
        statements.some(
          ({ Action, Resource }) =>
            list(Action).some((action) => action.startsWith("states:")) &&
            list(Resource).some((arn) => /:stateMachine:[^:]+:/.test(arn)),
        ) &&
        "is granted an alias, which Step Functions does not look at: grant its starting or startingSync.",
    ),

  "where versions of state machines take over bit by bit, an alarm sends them back": (graph) => {
    const shifts = graph.all("aws:sfn/alias:Alias").some((alias) => shiftOf(alias));
    if (!shifts) return [];
    return each(graph.machines, (machine) => {
      const alias = aliasOf(graph, machine);
      const shift = alias && shiftOf(alias);
      if (!shift) return "takes in a new version at once, and others do not: see infra/shifting.ts.";
      if (!(shift.percent > 0 && shift.percent < 100 && shift.minutes > 0))
        return "gives a new version no share, or no time.";
      const watched = graph.alarms
        .filter(({ values }) => shift.alarms.includes(String(values.name)))
        .flatMap(metricsOf);
      const looks = (dimensions: Record<string, unknown>) =>
        watched.some((metric) =>
          Object.entries(dimensions).every(([name, value]) => metric.dimensions[name] === value),
        );
      if (!looks({ StateMachineArn: machine.arn, Alias: "live" }))
        return "has no alarm that sends a new version back.";
      const pipe = graph.pipes.find(({ values }) => values.target === alias.arn);
      return (
        pipe !== undefined &&
        !looks({ PipeName: pipe.values.name }) &&
        "has no alarm of what its pipe is told that failed: name the pipe to stateMachine."
      );
    });
  },
};
