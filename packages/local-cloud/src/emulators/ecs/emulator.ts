import { randomBytes } from "node:crypto";
import { arnOf, parseArn } from "../../core/arn.ts";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud, Emulator, Permission } from "../../core/cloud.ts";
import type { Resource } from "../../core/resource-graph.ts";
import { parseInput } from "../parse-input.ts";
import { describeTasks, listTasks, runTask, stopTask } from "./inputs.ts";
import { containerDefinitions, TASK_DEFINITION, taskDefinitionProperties } from "./resources.ts";
import { startTask, type Task, type TaskDefinition } from "./task.ts";

const CODE = "InvalidParameterException";
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html: at least an hour. */
const STOPPED_SHOWN_MS = 60 * 60_000;
/** What SST's stand-in for a container, which forwards to a laptop, is told. */
const ofBridge = /^SST_(TASK_ID|REGION|APPSYNC_HTTP|APPSYNC_REALTIME|APP|STAGE)$/;

const valuesOf = (pairs: readonly { name: string; value: string }[]) =>
  Object.fromEntries(pairs.map(({ name, value }) => [name, value]));

/** Tasks of ECS: processes that run the `dev.command` of `sst.aws.Task`, one for each `RunTask`. */
export const createEcsEmulator = (cloud: Cloud): Emulator => {
  const definitions = new Map<string, TaskDefinition>();
  const tasks = new Map<string, Task>();

  const definitionOf = ({ name, parent, inputs, outputs }: Resource): TaskDefinition => {
    const { family, taskRoleArn, executionRoleArn, ...rest } = taskDefinitionProperties.parse(inputs);
    const containers = containerDefinitions.parse(JSON.parse(rest.containerDefinitions));
    const component = cloud.graph.components.find(({ urn }) => urn === parent);
    const environment = Object.entries(valuesOf(containers.flatMap((one) => one.environment ?? [])));
    const command = cloud.graph.tasks?.find((task) => task.name === component?.name);
    return {
      arn: String(outputs.arn),
      family,
      name: component?.name ?? name,
      containers: containers.map((container) => container.name),
      environment: Object.fromEntries(environment.filter(([variable]) => !ofBridge.test(variable))),
      taskRoleArn,
      executionRoleArn,
      ...(command?.command !== undefined && {
        command: { command: command.command, directory: command.directory },
      }),
    };
  };
  /** By family, family and revision, or ARN. */
  const find = (text: string): TaskDefinition | undefined => {
    const own = parseArn(text)?.name ?? text;
    return definitions.get(own.replace(/:1$/, ""));
  };
  const clusterArn = (text: string) =>
    text.startsWith("arn:") ? text : arnOf("ecs", cloud, `cluster/${text}`);
  const taskArn = (cluster: string, id: string) =>
    id.startsWith("arn:") ? id : `${clusterArn(cluster).replace(":cluster/", ":task/")}/${id}`;
  const shown = (task: Task | undefined): task is Task =>
    task !== undefined &&
    cloud.clock.now() - Number(task.describe().stoppedAt ?? cloud.clock.now()) < STOPPED_SHOWN_MS;

  const run = (raw: unknown, { causes }: Caller) => {
    const input = parseInput(runTask, raw, CODE);
    const definition = find(input.taskDefinition);
    if (!definition) throw new AwsError("ClientException", "TaskDefinition not found.");
    const { command, family } = definition;
    if (!command) throw new AwsError("ClientException", `${noCommand(definition)}.`);
    const unknown = input.overrides.containerOverrides.find(
      ({ name }) => !definition.containers.includes(name),
    );
    if (unknown)
      throw new AwsError(
        CODE,
        `Override for container named ${unknown.name} is not a container in the TaskDefinition.`,
      );
    const environment = valuesOf(input.overrides.containerOverrides.flatMap((one) => one.environment));
    const started = Array.from({ length: input.count }, () =>
      startTask(
        cloud,
        { ...definition, command },
        {
          arn: taskArn(input.cluster, randomBytes(16).toString("hex")),
          clusterArn: clusterArn(input.cluster),
          group: input.group ?? `family:${family}`,
          startedBy: input.startedBy,
          environment,
          causes,
        },
      ),
    );
    for (const task of started) tasks.set(task.arn, task);
    return { tasks: started.map((task) => task.describe()), failures: [] };
  };

  return {
    service: "ecs",
    operations: {
      RunTask: run,
      DescribeTasks(raw) {
        const input = parseInput(describeTasks, raw, CODE);
        const arns = input.tasks.map((id) => taskArn(input.cluster, id));
        return {
          tasks: arns
            .map((arn) => tasks.get(arn))
            .filter(shown)
            .map((task) => task.describe()),
          failures: arns.filter((arn) => !shown(tasks.get(arn))).map((arn) => ({ arn, reason: "MISSING" })),
        };
      },
      StopTask(raw) {
        const { cluster, task: id, reason } = parseInput(stopTask, raw, CODE);
        const task = tasks.get(taskArn(cluster, id));
        if (!task) throw new AwsError(CODE, "The referenced task was not found.");
        task.stop(reason);
        return { task: task.describe() };
      },
      ListTasks(raw) {
        const { cluster, family, startedBy, desiredStatus } = parseInput(listTasks, raw, CODE);
        const found = [...tasks.values()].filter(
          ({ definition, request, describe }) =>
            request.clusterArn === clusterArn(cluster) &&
            describe().desiredStatus === desiredStatus &&
            (family === undefined || definition.family === family) &&
            (startedBy === undefined || request.startedBy === startedBy),
        );
        return { taskArns: found.filter(shown).map(({ arn }) => arn) };
      },
    },
    provision: {
      [TASK_DEFINITION]: (resource) => {
        const definition = definitionOf(resource);
        definitions.set(definition.family, definition);
      },
    },
    recorded: (operation, input) => ({
      resource:
        operation === "RunTask" ? (find(parseInput(runTask, input, CODE).taskDefinition)?.arn ?? "*") : "*",
      input,
    }),
    start() {
      for (const definition of definitions.values())
        if (!definition.command) cloud.warn(`${noCommand(definition)}.`);
    },
    stop() {
      for (const task of tasks.values()) task.stop("The local cloud stops.");
    },
    permissions(operation, raw) {
      if (operation === "ListTasks") return [{ action: "ecs:ListTasks", resource: "*" }];
      if (operation === "RunTask")
        return permissionsToRun(find(parseInput(runTask, raw, CODE).taskDefinition));
      const {
        cluster = "default",
        tasks: ids,
        task,
      } = raw as { cluster?: string; tasks?: string[]; task?: string };
      return (ids ?? [task ?? "*"]).map((id) => ({
        action: `ecs:${operation}`,
        resource: taskArn(cluster, id),
      }));
    },
  };
};

const permissionsToRun = (definition: TaskDefinition | undefined): Permission[] => [
  { action: "ecs:RunTask", resource: definition?.arn ?? "*" },
  ...[definition?.taskRoleArn, definition?.executionRoleArn].flatMap((role) =>
    role === undefined ? [] : [{ action: "iam:PassRole", resource: role }],
  ),
];

const noCommand = ({ name }: TaskDefinition) =>
  `${name} runs in a container on AWS, and nothing runs here in its place: give it \`dev: { command: "..." }\``;
