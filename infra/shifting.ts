import { accountId, region } from "./account.ts";
import { isWarmInTheMorning } from "./capacity.ts";
import { physicalName } from "./names.ts";
import { serviceRole } from "./role.ts";

interface Settings {
  /** A configuration of CodeDeploy: https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
  functions: string;
  /** CodeDeploy shifts no state machines: a new version has so many percent for so many minutes, and then all. */
  machines: { percent: number; minutes: number };
}

/** How the stages take in a new version, in one place; those that are not here take it at once. */
const stages: Record<string, Settings> = {
  prod: {
    functions: "CodeDeployDefault.LambdaCanary10Percent5Minutes",
    machines: { percent: 10, minutes: 5 },
  },
};

/** Of this stage, or, to try it out, of the one that `CANARY` names: `CANARY=prod npm start`. */
export const shifting = () => {
  const like = process.env.CANARY;
  if (like && !Object.hasOwn(stages, like))
    throw new Error(`CANARY=${like} is no stage that shifts traffic. Use ${Object.keys(stages).join(", ")}.`);
  return stages[like || $app.stage];
};

/** The slice, or all of them where they are one app. */
const slice = () => process.env.SERVICE || "all";

/** What the alias of a state machine says of itself, as JSON: packages/delivery/src/shift/machines.ts reads it. */
export interface MachineShift {
  stage: string;
  slice: string;
  percent: number;
  minutes: number;
  /** What sends a version back. */
  alarms: $util.Input<string>[];
}

/** How the state machines of this stage take in a new version; undefined where they do so at once. */
export const machineShift = (): Omit<MachineShift, "alarms"> | undefined => {
  const settings = shifting();
  return settings && { stage: $app.stage, slice: slice(), ...settings.machines };
};

let shared: { application: aws.codedeploy.Application; role: aws.iam.Role } | undefined;

/** One for all functions of a program. */
const codeDeploy = () => {
  shared ??= {
    application: new aws.codedeploy.Application("Shifting", {
      name: physicalName(slice()),
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
