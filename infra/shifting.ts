import { accountId, region } from "./account.ts";
import { isWarmInTheMorning } from "./capacity.ts";
import { physicalName } from "./names.ts";
import { serviceRole } from "./role.ts";

/**
 * How the stages take in a new version, in one place; those that are not here take it at once. `functions` is a
 * configuration of CodeDeploy: https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
const stages: Record<string, { functions: string }> = {
  prod: { functions: "CodeDeployDefault.LambdaCanary10Percent5Minutes" },
};

/** Of this stage, or, to try it out, of the one that `CANARY` names: `CANARY=prod npm start`. */
export const shifting = () => {
  const like = process.env.CANARY;
  if (like && !Object.hasOwn(stages, like))
    throw new Error(`CANARY=${like} is no stage that shifts traffic. Use ${Object.keys(stages).join(", ")}.`);
  return stages[like || $app.stage];
};

/** Of the slice, or of all of them where they are one app. */
const applicationName = () => physicalName(process.env.SERVICE || "all");

let shared: { application: aws.codedeploy.Application; role: aws.iam.Role } | undefined;

/** One for all functions of a program. */
const codeDeploy = () => {
  shared ??= {
    application: new aws.codedeploy.Application("Shifting", {
      name: applicationName(),
      computePlatform: "Lambda",
    }),
    // What AWS's own AWSCodeDeployRoleForLambdaLimited grants and a deployment without hooks uses, on what is ours.
    role: serviceRole("Shifting", "codedeploy.amazonaws.com", [
      {
        actions: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
        resources: [
          $interpolate`arn:aws:lambda:${region()}:${accountId()}:function:${$app.name}-${$app.stage}-*`,
        ],
      },
      {
        actions: ["cloudwatch:DescribeAlarms"],
        resources: [$interpolate`arn:aws:cloudwatch:${region()}:${accountId()}:alarm:${physicalName("*")}`],
      },
    ]),
  };
  return shared;
};

/**
 * Lets a deployment shift the traffic of a function's alias, for as long as none of the alarms goes off. The group has
 * the function's own name, by which tools/shift.ts finds it.
 */
export const shiftFunction = (
  name: string,
  functionName: $util.Input<string>,
  alarms: $util.Input<string>[],
) => {
  const settings = shifting();
  if (!settings) return;
  const { application, role } = codeDeploy();
  new aws.codedeploy.DeploymentGroup(`${name}Shifting`, {
    appName: application.name,
    deploymentGroupName: functionName,
    serviceRoleArn: role.arn,
    deploymentConfigName: isWarmInTheMorning(name) ? "CodeDeployDefault.LambdaAllAtOnce" : settings.functions,
    deploymentStyle: { deploymentOption: "WITH_TRAFFIC_CONTROL", deploymentType: "BLUE_GREEN" },
    autoRollbackConfiguration: {
      enabled: true,
      events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
    },
    alarmConfiguration: { enabled: true, alarms },
  });
};
