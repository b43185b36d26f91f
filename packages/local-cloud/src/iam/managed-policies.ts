import { globalArn } from "../core/arn.ts";

const allow = (...actions: string[]) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
});

const managed = (name: string) => globalArn("iam", "aws", `policy/${name}`);

/** AWS managed policies that SST attaches. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ */
export const managedPolicies: Readonly<Record<string, object>> = {
  [managed("service-role/AWSLambdaBasicExecutionRole")]: allow(
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ),
  [managed("service-role/AWSLambdaBasicDurableExecutionRolePolicy")]: allow(
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "lambda:CheckpointDurableExecution",
    "lambda:GetDurableExecutionState",
  ),
  [managed("service-role/AWSLambdaVPCAccessExecutionRole")]: allow(
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ),
  // Of machines and containers that do not run here.
  [managed("AmazonSSMManagedInstanceCore")]: allow("ssm:GetParameter", "ssmmessages:*", "ec2messages:*"),
  [managed("service-role/AmazonECSTaskExecutionRolePolicy")]: allow(
    "ecr:*",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ),
  [managed("AWSXRayDaemonWriteAccess")]: allow("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
  [managed("service-role/AmazonAPIGatewayPushToCloudWatchLogs")]: allow("logs:*"),
};
