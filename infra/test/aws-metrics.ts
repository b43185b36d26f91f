/**
 * The metrics of AWS that alarms may go by, and what they go by: one list of dimensions for each form a service has them
 * in. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html leads to the
 * page of each service.
 */
export const awsMetrics: Readonly<Record<string, { dimensions: string[][]; metrics: string[] }[]>> = {
  "AWS/Lambda": [
    // Of an alias, `Resource` is `<function>:<alias>`: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
    { dimensions: [["FunctionName", "Resource"]], metrics: ["Errors"] },
    {
      dimensions: [["FunctionName"]],
      metrics: [
        "AsyncEventsDropped",
        "ConcurrentExecutions",
        "DestinationDeliveryFailures",
        "Duration",
        "DurableExecutionFailed",
        "DurableExecutionTimedOut",
        "Errors",
        "Invocations",
        "IteratorAge",
        "Throttles",
      ],
    },
  ],
  "AWS/SQS": [
    {
      dimensions: [["QueueName"]],
      metrics: [
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
        "NumberOfMessagesDeleted",
        "NumberOfMessagesSent",
      ],
    },
  ],
  "AWS/Events": [
    {
      // The first form is of the account's own bus.
      dimensions: [["RuleName"], ["EventBusName", "RuleName"]],
      metrics: [
        "FailedInvocations",
        "Invocations",
        "InvocationsFailedToBeSentToDlq",
        "InvocationsSentToDlq",
        "MatchedEvents",
      ],
    },
  ],
  "AWS/EventBridge/Pipes": [
    {
      dimensions: [["PipeName"]],
      metrics: [
        "Duration",
        "EventCount",
        "ExecutionFailed",
        "ExecutionPartiallyFailed",
        "ExecutionThrottled",
        "ExecutionTimeout",
        "Invocations",
      ],
    },
  ],
  "AWS/States": [
    {
      dimensions: [["StateMachineArn"]],
      metrics: ["ExecutionThrottled"],
    },
    {
      // https://docs.aws.amazon.com/step-functions/latest/dg/execution-alias-version-associate.html
      dimensions: [["StateMachineArn"], ["Alias", "StateMachineArn"], ["StateMachineArn", "Version"]],
      metrics: [
        "ExecutionTime",
        "ExecutionsFailed",
        "ExecutionsStarted",
        "ExecutionsSucceeded",
        "ExecutionsTimedOut",
      ],
    },
  ],
  "AWS/ApiGateway": [
    {
      dimensions: [["ApiName", "Stage"]],
      metrics: ["4XXError", "5XXError", "Count", "IntegrationLatency", "Latency"],
    },
  ],
  // https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html; a web ACL goes by the name of its metric.
  "AWS/WAFV2": [
    { dimensions: [["Region", "Rule", "WebACL"]], metrics: ["AllowedRequests", "BlockedRequests"] },
  ],
  // https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html
  "AWS/SES": [{ dimensions: [[]], metrics: ["Reputation.BounceRate", "Reputation.ComplaintRate", "Send"] }],
  "AWS/AppSync": [{ dimensions: [["EventAPIId"]], metrics: ["4XXError", "5XXError", "Latency", "Requests"] }],
  "AWS/DynamoDB": [
    {
      dimensions: [["TableName"], ["GlobalSecondaryIndexName", "TableName"]],
      metrics: [
        "ConsumedReadCapacityUnits",
        "ConsumedWriteCapacityUnits",
        "ReadThrottleEvents",
        "WriteThrottleEvents",
      ],
    },
    { dimensions: [["Operation", "TableName"]], metrics: ["SuccessfulRequestLatency", "SystemErrors"] },
  ],
  "AWS/Kinesis": [
    {
      dimensions: [["StreamName"]],
      metrics: [
        "GetRecords.IteratorAgeMilliseconds",
        "IncomingRecords",
        "WriteProvisionedThroughputExceeded",
      ],
    },
  ],
  "AWS/Scheduler": [
    {
      dimensions: [["ScheduleGroup"]],
      metrics: [
        "InvocationAttemptCount",
        "InvocationDroppedCount",
        "InvocationsFailedToBeSentToDeadLetterCount",
      ],
    },
  ],
  "AWS/SNS": [
    {
      dimensions: [["TopicName"]],
      metrics: [
        "NumberOfMessagesPublished",
        "NumberOfNotificationsDelivered",
        "NumberOfNotificationsFailed",
        "NumberOfNotificationsFailedToRedriveToDlq",
      ],
    },
  ],
};
