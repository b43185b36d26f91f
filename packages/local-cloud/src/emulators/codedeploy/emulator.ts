import type {} from "../../console/alarms.ts";
import type {} from "../../console/aliases.ts";
import type { Cloud, Emulator } from "../../core/cloud.ts";
import { createConfigs, stepsOf } from "./configs.ts";
import { createDeployments } from "./deployments.ts";
import { codeDeployOperations } from "./operations.ts";
import { configProperties, type Group, groupProperties } from "./resources.ts";

/** CodeDeploy for Lambda: deployments shift the traffic of an alias from one version to another, and take it back. */
export const createCodeDeployEmulator = (cloud: Cloud): Emulator => {
  const applications = new Set<string>();
  const groups: Group[] = [];
  const configs = createConfigs();
  const deployments = createDeployments(cloud, (name) => cloud.use("alarms").find(name)?.state.value);
  cloud.offer("deployments", deployments.all);

  return {
    service: "codedeploy",
    operations: codeDeployOperations({ applications, groups, configs, deployments }),
    provision: {
      "aws:codedeploy/application:Application": ({ outputs }) => void applications.add(String(outputs.name)),
      "aws:codedeploy/deploymentConfig:DeploymentConfig": ({ inputs, outputs }) =>
        configs.add(String(outputs.deploymentConfigName), stepsOf(configProperties.parse(inputs))),
      "aws:codedeploy/deploymentGroup:DeploymentGroup": ({ inputs }) =>
        void groups.push(groupProperties.parse(inputs)),
    },
    restore: () => deployments.restore(groups),
    start: deployments.goOn,
    stop: deployments.stopAll,
    permissions: (operation, input) => {
      const { applicationName, deploymentGroupName } = input as Record<string, unknown>;
      const of = `arn:aws:codedeploy:${cloud.region}:${cloud.accountId}`;
      const resource = deploymentGroupName
        ? `${of}:deploymentgroup:${String(applicationName)}/${String(deploymentGroupName)}`
        : applicationName
          ? `${of}:application:${String(applicationName)}`
          : "*";
      return [{ action: `codedeploy:${operation}`, resource }];
    },
  };
};
