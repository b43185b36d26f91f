import { accountId, region } from "./account.ts";
import { alarm } from "./alarm.ts";
import { live, physicalName } from "./names.ts";
import { type Grant, serviceRole } from "./role.ts";
import { type MachineShift, machineShift, shifting } from "./shifting.ts";

export interface StateMachineOptions {
  type: "STANDARD" | "EXPRESS";
  /** Amazon States Language, JSONata; outputs of other resources may stand anywhere in it. */
  definition: { StartAt: string; TimeoutSeconds?: number; States: Record<string, unknown> };
  /** What its tasks do. */
  grants: Grant[];
  /**
   * The pipe that hands it batches: it answers with what failed of one, and no execution fails. With its alarms, where
   * the stage shifts.
   */
  pipe?: string;
  /**
   * What it means when an execution failed, for a person: of a machine whose failures nobody else sees, since no queue,
   * pipe or page behind it tries again.
   */
  whenFailed?: string;
}

/**
 * A JSONata state machine with its role, logs, published versions, and the alias `live`, by which everything starts it:
 * `arn` is the alias's. Raw, since `sst.aws.StepFunctions` grants each machine `events:*`
 * and writes a task's timeout as `Timeout`, which is not a field of the language.
 */
export const stateMachine = (name: string, options: StateMachineOptions) => {
  const logs = new aws.cloudwatch.LogGroup(`${name}Logs`, {
    name: `/aws/vendedlogs/states/${physicalName(name)}`,
    retentionInDays: 30,
  });
  const role = serviceRole(name, "states.amazonaws.com", [
    ...options.grants,
    {
      actions: [
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
      ],
      // CloudWatch Logs takes no resource for these: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
      resources: ["*"],
    },
    { actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] },
  ]);
  const machine = new aws.sfn.StateMachine(name, {
    name: physicalName(name),
    type: options.type,
    publish: true,
    roleArn: role.arn,
    definition: $jsonStringify({ QueryLanguage: "JSONata", ...options.definition }),
    loggingConfiguration: {
      level: "ERROR",
      includeExecutionData: false,
      logDestination: $interpolate`${logs.arn}:*`,
    },
    tracingConfiguration: { enabled: true },
  });
  const dimensions = { StateMachineArn: machine.arn };
  const remedy = options.whenFailed;
  alarm(remedy ? "workflow-failed" : "workflow-retried", name, { dimensions, remedy });
  alarm("workflow-timed-out", name, { dimensions, remedy });
  alarm("workflow-throttled", name, { dimensions });
  const alias = new aws.sfn.Alias(
    `${name}Live`,
    {
      name: live,
      description: shiftDescription(name, machine, options.pipe),
      routingConfigurations: [{ stateMachineVersionArn: machine.stateMachineVersionArn, weight: 100 }],
    },
    // There, tools/shift.ts moves it.
    shifting() ? { ignoreChanges: ["routingConfigurations"] } : {},
  );
  // Step Functions authorizes by the machine's own ARN, whatever it is started by:
  // https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
  const may = (action: string): Grant => ({ actions: [action], resources: [machine.arn] });
  return {
    machine,
    /** What starts it: the machine's ARN with `live`. */
    arn: alias.arn,
    /** For whoever starts executions. */
    starting: may("states:StartExecution"),
    /** For whoever waits for their end. */
    startingSync: may("states:StartSyncExecution"),
  };
};

export type LiveMachine = ReturnType<typeof stateMachine>;

/** Where the stage shifts, what tools/shift.ts has to know of the alias: it is kept nowhere else. */
const shiftDescription = (name: string, machine: aws.sfn.StateMachine, pipe: string | undefined) => {
  const settings = machineShift();
  if (!settings) return undefined;
  const alarms = [
    alarm("version-failures", name, { dimensions: { StateMachineArn: machine.arn, Alias: live } }),
    pipe && alarm("version-batches", name, { dimensions: { PipeName: physicalName(pipe) } }),
  ].flatMap((made) => (made ? [made.name] : []));
  return $jsonStringify({ ...settings, alarms } satisfies MachineShift);
};

/**
 * What a machine with a Distributed Map has to be granted: the executions of its batches are its own.
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
export const distributedMapOf = (name: string): Grant[] => {
  const arn = (kind: string, tail = "") =>
    $interpolate`arn:aws:states:${region()}:${accountId()}:${kind}:${physicalName(name)}${tail}`;
  return [
    { actions: ["states:StartExecution"], resources: [arn("stateMachine")] },
    { actions: ["states:DescribeExecution", "states:StopExecution"], resources: [arn("execution", ":*")] },
  ];
};

/** All executions of a Standard state machine, as a resource of a policy. */
export const executionsOf = ({ machine }: LiveMachine) =>
  machine.arn.apply((arn) => `${arn.replace(":stateMachine:", ":execution:")}:*`);
