/** Why something is granted that no flow test needs. */
export interface Reason {
  /** All roles unless stated. */
  role?: RegExp;
  action: RegExp;
  resource?: RegExp;
  because: string;
}

/**
 * Grants that stay although nothing on a laptop shows that they are needed; whatever else no flow test needs is taken
 * away. `npm run iam -- report` says which they are.
 */
export const unusedGrants: readonly Reason[] = [
  {
    action: /^xray:/,
    because: "Lambda, Step Functions and API Gateway trace for their roles, and nothing is traced locally.",
  },
  {
    action: /^policy AWSLambdaBasic(Durable)?Execution/,
    because: "Lambda writes the logs of functions, and the state of durable ones, for their roles.",
  },
  {
    action: /^policy AmazonAPIGatewayPushToCloudWatchLogs$/,
    because: "API Gateway writes access logs for the account, of which SST makes this one role.",
  },
  {
    action: /^logs:/,
    resource: /^\*$/,
    because: "Step Functions delivers the logs of machines for their roles, and takes no resource for it.",
  },
  {
    action: /^sqs:SendMessage$/,
    resource: /DeadLetterQueue$/,
    because: "What gives up is sent there for the role, and not everything gives up in a flow test.",
  },
  {
    role: /^ShiftingRole$/,
    action: /^lambda:GetProvisionedConcurrencyConfig$/,
    because:
      "CodeDeploy waits for environments that a function keeps ready, and which has any, infra/capacity.ts says.",
  },
  {
    role: /^AuditRole$/,
    action: /^lambda:ListDurableExecutionsByFunction$/,
    resource: /:\*$/,
    because: "Whether AWS authorizes the list by the function or by its versions is not documented.",
  },
  {
    role: /^CountDemandRole$/,
    action: /^kinesis:DescribeStreamSummary$/,
    because: "Lambda's mapping asks for it on AWS: it is in AWSLambdaKinesisExecutionRole.",
  },
  {
    role: /^ImportMenuFileRole$/,
    action: /^(s3:GetObject|states:(Describe|Stop)Execution)$/,
    because:
      "Step Functions asks for it where a Distributed Map reads a file: iam-policies-eg-dist-map of its guide.",
  },
  {
    role: /^PlaceTestOrderScheduleRole$/,
    action: /^lambda:InvokeFunction$/,
    because: "Shared stages alone have the schedule switched on.",
  },
];
