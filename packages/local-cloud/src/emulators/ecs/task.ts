import type { Cloud } from "../../core/cloud.ts";
import { createCommandLog } from "../../dev-commands/log.ts";
import { runInShell } from "../../dev-commands/shell.ts";
import { environmentWith, shellEnvironment } from "../../process/link-environment.ts";
import { end } from "../../process/own-children.ts";

/** A task definition with what runs here in place of its containers. */
export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  /** Of the component, or of the resource. */
  readonly name: string;
  readonly containers: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly taskRoleArn: string | undefined;
  readonly executionRoleArn: string | undefined;
  /** Absent where the config gives none. */
  readonly command?: { readonly command: string; readonly directory: string };
}

export interface TaskRequest {
  readonly arn: string;
  readonly clusterArn: string;
  readonly group: string;
  readonly startedBy: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly causes: readonly number[];
}

export interface Task {
  readonly arn: string;
  readonly definition: TaskDefinition;
  readonly request: TaskRequest;
  /** As the API shows it. */
  describe(): Record<string, unknown>;
  isStopped(): boolean;
  stop(reason: string): void;
}

/** Starts the command of a task with the environment of its containers, as its role. */
export const startTask = (
  cloud: Cloud,
  definition: TaskDefinition & Required<Pick<TaskDefinition, "command">>,
  request: TaskRequest,
): Task => {
  const { arn, clusterArn, causes } = request;
  const { name, taskRoleArn } = definition;
  const createdAt = new Date(cloud.clock.now());
  let stopped: { at: Date; reason: string; code: string; exitCode: number | undefined } | undefined;
  let asked: string | undefined;

  const describe = () => ({
    taskArn: arn,
    clusterArn,
    taskDefinitionArn: definition.arn,
    group: request.group,
    startedBy: request.startedBy,
    launchType: "FARGATE",
    desiredStatus: stopped || asked !== undefined ? "STOPPED" : "RUNNING",
    lastStatus: stopped ? "STOPPED" : "RUNNING",
    createdAt,
    startedAt: createdAt,
    stoppedAt: stopped?.at,
    stoppedReason: stopped?.reason,
    stopCode: stopped?.code,
    containers: definition.containers.map((container) => ({
      name: container,
      taskArn: arn,
      lastStatus: stopped ? "STOPPED" : "RUNNING",
      exitCode: stopped?.exitCode,
    })),
  });
  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
  const tell = () => {
    const { id } = cloud.journal.record({
      service: "ecs",
      action: "ChangeTaskState",
      resource: definition.arn,
      causes,
      input: describe().lastStatus,
    });
    cloud.publish({
      source: "aws.ecs",
      detailType: "ECS Task State Change",
      resources: [arn],
      detail: describe(),
      causes: [id],
    });
  };

  const credentials = cloud.issueCredentials({
    principal: taskRoleArn === undefined ? { kind: "root" } : { kind: "role", arn: taskRoleArn },
    source: name,
    causes: () => causes,
  });
  const log = createCommandLog(cloud, name, name, causes);
  const child = runInShell(definition.command.command, {
    cwd: definition.command.directory,
    environment: {
      ...environmentWith(shellEnvironment(cloud, { links: {}, credentials })),
      ...definition.environment,
      ...request.environment,
    },
    line: log.line,
    ended: (exitCode, how) => {
      log.stop();
      stopped = {
        at: new Date(cloud.clock.now()),
        reason: asked ?? `Essential container in task exited ${how}`,
        code: asked === undefined ? "EssentialContainerExited" : "UserInitiated",
        exitCode,
      };
      tell();
    },
  });
  tell();

  return {
    arn,
    definition,
    request,
    describe,
    isStopped: () => stopped !== undefined,
    stop(reason) {
      if (stopped || asked !== undefined) return;
      asked = reason;
      end(child);
    },
  };
};
