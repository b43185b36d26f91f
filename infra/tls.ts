/**
 * Refuses whoever comes without TLS, as a statement of a resource's own policy. Where AWS answers over plain HTTP, that
 * is DynamoDB, S3, SNS and SQS; Kinesis and EventBridge have no such endpoint:
 * https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
 */
export const onlyTls = (actions: string[], resources: $util.Input<string>[]) => ({
  sid: "OnlyTls",
  effect: "Deny",
  principals: [{ type: "*", identifiers: ["*"] }],
  actions,
  resources,
  conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
});
