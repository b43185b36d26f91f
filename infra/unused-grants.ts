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
];
