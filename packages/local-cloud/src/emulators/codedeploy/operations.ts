import { createHash } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../../core/aws-error.ts";
import { pageToken, parseInput } from "../parse-input.ts";
import type { CodeDeployOperations } from "./api.ts";
import { readAppSpec } from "./app-spec.ts";
import type { createConfigs } from "./configs.ts";
import type { Deployment, Deployments } from "./deployments.ts";
import type { Group } from "./resources.ts";

const text = z.string().min(1).max(100);
const status = z.enum([
  "Created",
  "Queued",
  "InProgress",
  "Baking",
  "Succeeded",
  "Failed",
  "Stopped",
  "Ready",
]);
const page = { nextToken: pageToken };

const inputs = {
  CreateDeployment: z.strictObject({
    applicationName: text,
    deploymentGroupName: text,
    deploymentConfigName: text.optional(),
    description: z.string().optional(),
    revision: z.strictObject({
      revisionType: z.literal("AppSpecContent", "the local cloud takes an AppSpec as AppSpecContent only"),
      appSpecContent: z.strictObject({ content: z.string(), sha256: z.string().optional() }),
    }),
  }),
  ofDeployment: z.strictObject({ deploymentId: text }),
  StopDeployment: z.strictObject({ deploymentId: text, autoRollbackEnabled: z.boolean().optional() }),
  ListDeployments: z.strictObject({
    applicationName: text.optional(),
    deploymentGroupName: text.optional(),
    includeOnlyStatuses: z.array(status).optional(),
    ...page,
  }),
  ListApplications: z.strictObject(page),
  ListDeploymentGroups: z.strictObject({ applicationName: text, ...page }),
  ofGroup: z.strictObject({ applicationName: text, deploymentGroupName: text }),
  ofTarget: z.strictObject({ deploymentId: text, targetId: z.string() }),
  ListDeploymentTargets: z.strictObject({ deploymentId: text, ...page }),
};

interface CodeDeploy {
  readonly applications: ReadonlySet<string>;
  readonly groups: readonly Group[];
  readonly configs: ReturnType<typeof createConfigs>;
  readonly deployments: Deployments;
}

const missing = (code: string, message: string) => new AwsError(code, message);
const at = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms));

export const codeDeployOperations = (service: CodeDeploy): CodeDeployOperations => {
  const { applications, groups, configs, deployments } = service;

  const groupsOf = (applicationName: string) => {
    if (!applications.has(applicationName))
      throw missing("ApplicationDoesNotExistException", `No application found for name: ${applicationName}`);
    return groups.filter(({ appName }) => appName === applicationName);
  };
  const groupOf = ({ applicationName, deploymentGroupName }: z.output<typeof inputs.ofGroup>) => {
    const group = groupsOf(applicationName).find((one) => one.deploymentGroupName === deploymentGroupName);
    if (!group)
      throw missing(
        "DeploymentGroupDoesNotExistException",
        `No Deployment Group found for name: ${deploymentGroupName}`,
      );
    return group;
  };
  const deploymentOf = (id: string): Deployment => {
    const deployment = deployments.find(id);
    if (!deployment)
      throw missing("DeploymentDoesNotExistException", `The deployment ${id} could not be found.`);
    return deployment;
  };
  const targetOf = (deployment: Deployment) => {
    const { functionName, alias, currentVersion, targetVersion } = deployment.revision;
    return {
      deploymentTargetType: "LambdaTarget" as const,
      lambdaTarget: {
        deploymentId: deployment.id,
        targetId: `${functionName}:${alias}`,
        targetArn: functionName,
        status: targetStatuses[deployment.status],
        lambdaFunctionInfo: {
          functionName,
          functionAlias: alias,
          currentVersion,
          targetVersion,
          targetVersionWeight: deployment.weight,
        },
      },
    };
  };

  return {
    CreateDeployment(request, caller) {
      const input = parseInput(inputs.CreateDeployment, request);
      const group = groupOf(input);
      const configName =
        input.deploymentConfigName ?? group.deploymentConfigName ?? "CodeDeployDefault.LambdaAllAtOnce";
      const steps = configs.find(configName);
      if (!steps)
        throw missing(
          "DeploymentConfigDoesNotExistException",
          `No deployment configuration found for name: ${configName}`,
        );
      const { content, sha256 } = input.revision.appSpecContent;
      if (sha256 !== undefined && sha256 !== createHash("sha256").update(content).digest("hex"))
        throw missing("InvalidRevisionException", "The sha256 is not that of the content.");
      const { id } = deployments.start({
        group,
        configName,
        steps,
        content,
        revision: readAppSpec(content),
        description: input.description,
        causes: caller.causes,
      });
      return { deploymentId: id };
    },
    StopDeployment(request) {
      const { deploymentId, autoRollbackEnabled = false } = parseInput(inputs.StopDeployment, request);
      deployments.stop(deploymentOf(deploymentId), autoRollbackEnabled);
      return { status: "Pending", statusMessage: "Stopping" };
    },
    GetDeployment: (request) => ({
      deploymentInfo: describe(deploymentOf(parseInput(inputs.ofDeployment, request).deploymentId)),
    }),
    ListDeployments(request) {
      const asked = parseInput(inputs.ListDeployments, request);
      if (asked.applicationName !== undefined) groupsOf(asked.applicationName);
      const found = deployments
        .all()
        .filter(
          ({ group, status: own }) =>
            (asked.applicationName === undefined || group.appName === asked.applicationName) &&
            (asked.deploymentGroupName === undefined ||
              group.deploymentGroupName === asked.deploymentGroupName) &&
            (asked.includeOnlyStatuses === undefined || asked.includeOnlyStatuses.includes(own)),
        )
        .map(({ id }) => id)
        .reverse();
      const { items, nextToken } = pageOf(found, asked.nextToken);
      return { deployments: items, nextToken };
    },
    GetDeploymentTarget(request) {
      const { deploymentId, targetId } = parseInput(inputs.ofTarget, request);
      const target = targetOf(deploymentOf(deploymentId));
      if (target.lambdaTarget.targetId !== targetId)
        throw missing("DeploymentTargetDoesNotExistException", `No target ${targetId} in ${deploymentId}.`);
      return { deploymentTarget: target };
    },
    ListDeploymentTargets(request) {
      const { deploymentId, nextToken } = parseInput(inputs.ListDeploymentTargets, request);
      const { items, nextToken: next } = pageOf(
        [targetOf(deploymentOf(deploymentId)).lambdaTarget.targetId],
        nextToken,
      );
      return { targetIds: items, nextToken: next };
    },
    ListApplications(request) {
      const { items, nextToken } = pageOf(
        [...applications],
        parseInput(inputs.ListApplications, request).nextToken,
      );
      return { applications: items, nextToken };
    },
    ListDeploymentGroups(request) {
      const { applicationName, nextToken } = parseInput(inputs.ListDeploymentGroups, request);
      const names = groupsOf(applicationName).map(({ deploymentGroupName }) => deploymentGroupName);
      const { items, nextToken: next } = pageOf(names, nextToken);
      return { applicationName, deploymentGroups: items, nextToken: next };
    },
    GetDeploymentGroup(request) {
      const group = groupOf(parseInput(inputs.ofGroup, request));
      return {
        deploymentGroupInfo: {
          applicationName: group.appName,
          deploymentGroupName: group.deploymentGroupName,
          deploymentConfigName: group.deploymentConfigName,
          serviceRoleArn: group.serviceRoleArn,
          computePlatform: "Lambda",
          deploymentStyle: group.deploymentStyle,
          alarmConfiguration: group.alarmConfiguration && {
            ...group.alarmConfiguration,
            alarms: group.alarmConfiguration.alarms?.map((name) => ({ name })),
          },
          autoRollbackConfiguration: group.autoRollbackConfiguration,
        },
      };
    },
  };
};

const targetStatuses = {
  InProgress: "InProgress",
  Succeeded: "Succeeded",
  Failed: "Failed",
  Stopped: "Skipped",
} as const;

const describe = (deployment: Deployment) => {
  const { group, status: own, takesBack, takenBackBy, content } = deployment;
  const counted = { InProgress: 0, Succeeded: 0, Failed: 0, Skipped: 0, Pending: 0, Ready: 0 };
  counted[targetStatuses[own]] = 1;
  return {
    deploymentId: deployment.id,
    applicationName: group.appName,
    deploymentGroupName: group.deploymentGroupName,
    deploymentConfigName: deployment.configName,
    computePlatform: "Lambda" as const,
    status: own,
    creator: deployment.creator,
    description: deployment.description,
    createTime: at(deployment.createdAt),
    startTime: at(deployment.createdAt),
    completeTime: at(deployment.completedAt),
    errorInformation: deployment.error,
    deploymentOverview: counted,
    deploymentStyle: group.deploymentStyle,
    revision: {
      revisionType: "AppSpecContent" as const,
      appSpecContent: { content, sha256: createHash("sha256").update(content).digest("hex") },
    },
    rollbackInfo:
      takesBack || takenBackBy
        ? {
            rollbackDeploymentId: takenBackBy?.id,
            rollbackTriggeringDeploymentId: takesBack?.id,
            rollbackMessage: takenBackBy && `Deployment ${takenBackBy.id} gives the traffic back.`,
          }
        : undefined,
  };
};

const pageOf = <T>(all: readonly T[], begin: number) => ({
  items: all.slice(begin, begin + 100),
  nextToken: begin + 100 < all.length ? String(begin + 100) : undefined,
});
