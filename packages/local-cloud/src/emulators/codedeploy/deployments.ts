import { randomInt } from "node:crypto";
import { AwsError } from "../../core/aws-error.ts";
import type { Caller, Cloud } from "../../core/cloud.ts";
import type { Revision } from "./app-spec.ts";
import type { Step } from "./configs.ts";
import { createKeptDeployments } from "./kept-deployments.ts";
import type { Group } from "./resources.ts";

/** How often the alarms of a group are looked at while traffic shifts: AWS does not say how often it does. */
const POLL_MS = 5_000;
/** That are remembered. */
const MOST = 1_000;

export interface Deployment {
  readonly id: string;
  readonly group: Group;
  readonly configName: string;
  readonly revision: Revision;
  readonly content: string;
  readonly createdAt: number;
  readonly creator: "user" | "codeDeployRollback";
  readonly description?: string;
  readonly steps: readonly Step[];
  /** The step that it is in, and until when. */
  progress?: { readonly step: number; readonly until: number };
  /** Of a rollback: what it takes back. */
  readonly takesBack?: Deployment;
  status: "InProgress" | "Succeeded" | "Failed" | "Stopped";
  /** Percent of the traffic that the target version has. */
  weight: number;
  completedAt?: number;
  error?: { code: "ALARM_ACTIVE" | "INVALID_LAMBDA_CONFIGURATION" | "MANUAL_STOP"; message: string };
  /** The deployment that took it back. */
  takenBackBy?: Deployment;
}

interface NewDeployment
  extends Pick<Deployment, "group" | "configName" | "revision" | "content" | "description" | "steps"> {
  readonly causes: readonly number[];
}

export interface Deployments {
  all(): Deployment[];
  find(id: string): Deployment | undefined;
  /** Throws DeploymentLimitExceededException while the group has one that is under way. */
  start(deployment: NewDeployment): Deployment;
  /** Throws DeploymentAlreadyCompletedException. */
  stop(deployment: Deployment, takeBack: boolean): void;
  /** Takes up what the run before left. */
  restore(groups: readonly Group[]): void;
  /** Lets those go on that were under way. */
  goOn(): void;
  stopAll(): void;
}

/** `d-` and nine capitals and digits. */
const newId = () =>
  `d-${Array.from({ length: 9 }, () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[randomInt(36)]).join("")}`;

/** Shifts the traffic of aliases step by step on the cloud's clock, and takes it back when an alarm goes off. */
export const createDeployments = (
  cloud: Cloud,
  alarmState: (name: string) => string | undefined,
): Deployments => {
  const deployments = new Map<string, Deployment>();
  const ended = new AbortController();
  const kept = createKeptDeployments(cloud);

  const record = (
    deployment: Deployment,
    action: "ShiftTraffic" | "EndDeployment",
    cause: number[],
    input: object,
  ) =>
    cloud.journal.record({
      service: "codedeploy",
      action,
      resource: `arn:aws:lambda:${cloud.region}:${cloud.accountId}:function:${deployment.revision.functionName}`,
      source: deployment.group.deploymentGroupName,
      causes: cause,
      input: { deploymentId: deployment.id, ...input },
    }).id;

  /** With the group's role, as AWS does; weight 100 is the target alone. */
  const shift = async (deployment: Deployment, percentage: number, causes: number[]): Promise<number[]> => {
    const { functionName, alias, currentVersion, targetVersion } = deployment.revision;
    const caller: Caller = {
      principal: { kind: "role", arn: deployment.group.serviceRoleArn },
      causes,
      source: deployment.group.deploymentGroupName,
    };
    await cloud.call(
      "lambda",
      "UpdateAlias",
      {
        FunctionName: functionName,
        Name: alias,
        FunctionVersion: percentage === 100 ? targetVersion : currentVersion,
        RoutingConfig: {
          AdditionalVersionWeights: percentage === 100 ? {} : { [targetVersion]: percentage / 100 },
        },
      },
      caller,
    );
    deployment.weight = percentage;
    kept.put(deployment);
    return [record(deployment, "ShiftTraffic", causes, { percentage, version: targetVersion })];
  };

  /** Throws AWS's error when the group's role may not look, unless the group ignores that. */
  const firing = ({ alarmConfiguration, serviceRoleArn }: Group): string[] => {
    if (!alarmConfiguration?.enabled) return [];
    const { alarms = [], ignorePollAlarmFailure } = alarmConfiguration;
    const principal = { kind: "role", arn: serviceRoleArn } as const;
    const needed = alarms.map((name) => ({
      action: "cloudwatch:DescribeAlarms",
      resource: `arn:aws:cloudwatch:${cloud.region}:${cloud.accountId}:alarm:${name}`,
    }));
    if (ignorePollAlarmFailure && !cloud.allows(principal, needed)) return [];
    cloud.authorize(principal, needed);
    return alarms.filter((name) => alarmState(name) === "ALARM");
  };

  const end = (
    deployment: Deployment,
    status: Exclude<Deployment["status"], "InProgress">,
    causes: number[],
    error?: Deployment["error"],
  ) => {
    deployment.status = status;
    deployment.completedAt = cloud.clock.now();
    deployment.error = error;
    kept.put(deployment);
    const id = record(deployment, "EndDeployment", causes, { status, ...error });
    // That an alarm sent it back is for whoever deployed it, who is told by the deployment.
    if (error && status === "Failed")
      cloud.warn(`Deployment ${deployment.id} of ${deployment.group.deploymentGroupName}: ${error.message}`);
    return [id];
  };

  const takesBack = ({ autoRollbackConfiguration }: Group, event: string) =>
    autoRollbackConfiguration?.enabled === true &&
    (autoRollbackConfiguration.events ?? []).some((one) => one === event);

  /** A deployment of its own gives all traffic to the version before, at once, whatever the alarms say. */
  const takeBack = async (taken: Deployment, causes: number[]) => {
    const { functionName, alias, currentVersion, targetVersion } = taken.revision;
    const back = create(
      {
        ...taken,
        revision: { functionName, alias, currentVersion: targetVersion, targetVersion: currentVersion },
      },
      "codeDeployRollback",
      taken,
    );
    taken.takenBackBy = back;
    await giveBack(back, causes);
  };
  const giveBack = async (back: Deployment, causes: number[]) => {
    try {
      end(back, "Succeeded", await shift(back, 100, causes));
    } catch (cause) {
      failed(back, cause, causes);
    }
  };

  const failed = (deployment: Deployment, cause: unknown, causes: number[]) =>
    end(deployment, "Failed", causes, {
      code: "INVALID_LAMBDA_CONFIGURATION",
      message: cause instanceof Error ? cause.message : String(cause),
    });

  const stopFor = async (deployment: Deployment, alarms: readonly string[], causes: number[]) => {
    // AWS's own words.
    const message = `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <${alarms.join(", ")}>`;
    const because = end(deployment, "Stopped", causes, { code: "ALARM_ACTIVE", message });
    if (takesBack(deployment.group, "DEPLOYMENT_STOP_ON_ALARM")) await takeBack(deployment, because);
  };

  const checkAlias = async ({ revision, group }: Deployment) => {
    const { functionName, alias, currentVersion } = revision;
    const { FunctionVersion } = await cloud.call(
      "lambda",
      "GetAlias",
      { FunctionName: functionName, Name: alias },
      { principal: { kind: "role", arn: group.serviceRoleArn }, causes: [] },
    );
    if (FunctionVersion !== currentVersion)
      throw new Error(
        `The alias ${alias} of ${functionName} means version ${FunctionVersion}, and CurrentVersion is ${currentVersion}.`,
      );
  };

  /** From the step that it is in. */
  const run = async (deployment: Deployment, begun: readonly number[]) => {
    let causes = [...begun];
    const { steps, progress: before } = deployment;
    try {
      if (!before) await checkAlias(deployment);
      for (const [step, { percentage, forMs }] of steps.entries()) {
        if (before && step < before.step) continue;
        const alarms = firing(deployment.group);
        if (alarms.length > 0) return await stopFor(deployment, alarms, causes);
        const until = before?.step === step ? before.until : cloud.clock.now() + forMs;
        deployment.progress = { step, until };
        causes = await shift(deployment, percentage, causes);
        if (deployment.status !== "InProgress") return;
        while (cloud.clock.now() < until) {
          await cloud.clock.wait(Math.min(POLL_MS, until - cloud.clock.now()), ended.signal);
          if (deployment.status !== "InProgress") return;
          const alarms = firing(deployment.group);
          if (alarms.length > 0) return await stopFor(deployment, alarms, causes);
        }
      }
      end(deployment, "Succeeded", causes);
    } catch (cause) {
      if (ended.signal.aborted || deployment.status !== "InProgress") return;
      const because = failed(deployment, cause, causes);
      if (deployment.weight > 0 && takesBack(deployment.group, "DEPLOYMENT_FAILURE"))
        await takeBack(deployment, because);
    }
  };

  const create = (
    { group, configName, revision, content, description, steps }: Omit<NewDeployment, "causes">,
    creator: Deployment["creator"],
    back?: Deployment,
  ): Deployment => {
    const deployment: Deployment = {
      id: newId(),
      group,
      configName,
      revision,
      content,
      description,
      steps,
      createdAt: cloud.clock.now(),
      creator,
      takesBack: back,
      status: "InProgress",
      weight: 0,
    };
    deployments.set(deployment.id, deployment);
    kept.put(deployment);
    const [oldest] = deployments.keys();
    if (deployments.size > MOST && deployments.delete(oldest!)) kept.delete(oldest!);
    return deployment;
  };

  return {
    all: () => [...deployments.values()],
    find: (id) => deployments.get(id),
    start(asked) {
      const { appName, deploymentGroupName } = asked.group;
      const active = [...deployments.values()].find(
        ({ group, status }) =>
          status === "InProgress" &&
          group.appName === appName &&
          group.deploymentGroupName === deploymentGroupName,
      );
      if (active)
        throw new AwsError(
          "DeploymentLimitExceededException",
          `The Deployment Group '${deploymentGroupName}' already has an active Deployment '${active.id}'`,
        );
      const deployment = create(asked, "user");
      void run(deployment, asked.causes);
      return deployment;
    },
    stop(deployment, back) {
      if (deployment.status !== "InProgress")
        throw new AwsError(
          "DeploymentAlreadyCompletedException",
          `Deployment ${deployment.id} has ended: it ${deployment.status.toLowerCase()}.`,
        );
      const because = end(deployment, "Stopped", [], {
        code: "MANUAL_STOP",
        message: "The deployment was stopped on request.",
      });
      if (back || takesBack(deployment.group, "DEPLOYMENT_STOP_ON_REQUEST"))
        void takeBack(deployment, because);
    },
    restore(groups) {
      for (const [id, deployment] of kept.read(groups)) deployments.set(id, deployment);
    },
    goOn() {
      for (const deployment of deployments.values()) {
        if (deployment.status !== "InProgress") continue;
        if (deployment.takesBack) void giveBack(deployment, []);
        else void run(deployment, []);
      }
    },
    stopAll: () => ended.abort(),
  };
};
