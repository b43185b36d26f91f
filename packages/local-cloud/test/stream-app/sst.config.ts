/// <reference path="./.sst/platform/config.d.ts" />

/** A publisher and subscribers of a stream, and subscribers of a table, as SST's own examples have them, and mappings with every setting. */
export default $config({
  app: () => ({
    name: "stream-app",
    home: "aws",
    providers: { aws: { version: "7.20.0", region: "eu-west-1" } },
  }),
  async run() {
    const seen = new sst.aws.Queue("Seen");
    const lost = new sst.aws.Queue("Lost");
    const told = (name: string) => ({
      handler: "src/subscriber.handler",
      link: [seen],
      environment: { SUBSCRIBER: name },
      permissions: [{ actions: ["sqs:SendMessage"], resources: [lost.arn] }],
    });

    const activity = new sst.aws.KinesisStream("Activity");
    activity.subscribe("Everything", told("everything"));
    activity.subscribe("Orders", told("orders"), {
      filters: [{ data: { kind: ["ordered"] } }],
      transform: {
        eventSourceMapping: {
          startingPosition: "TRIM_HORIZON",
          batchSize: 500,
          maximumBatchingWindowInSeconds: 1,
          parallelizationFactor: 10,
          bisectBatchOnFunctionError: true,
          maximumRetryAttempts: 3,
          maximumRecordAgeInSeconds: 3600,
          functionResponseTypes: ["ReportBatchItemFailures"],
          tumblingWindowInSeconds: 60,
          destinationConfig: { onFailure: { destinationArn: lost.arn } },
          metricsConfig: { metrics: ["EventCount"] },
        },
      },
    });

    const publisher = new sst.aws.Function("Publisher", {
      handler: "src/publisher.handler",
      link: [activity],
      url: true,
    });

    const menu = new sst.aws.Dynamo("Menu", {
      fields: { id: "string" },
      primaryIndex: { hashKey: "id" },
      stream: "new-and-old-images",
    });
    menu.subscribe("Bread", told("bread"), {
      filters: [{ dynamodb: { NewImage: { kind: { S: ["bread"] } } } }],
      transform: { eventSourceMapping: { bisectBatchOnFunctionError: true } },
    });

    const late = new sst.aws.Function("Late", {
      ...told("late"),
      permissions: [
        {
          actions: [
            "kinesis:DescribeStream",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
            "kinesis:ListStreams",
          ],
          resources: [activity.arn],
        },
      ],
    });
    new aws.lambda.EventSourceMapping("LateMapping", {
      functionName: late.name,
      eventSourceArn: activity.arn,
      startingPosition: "AT_TIMESTAMP",
      startingPositionTimestamp: "2100-01-01T00:00:00Z",
      enabled: false,
    });
    return {
      publisher: publisher.url,
      seen: seen.url,
      activity: activity.name,
      menu: menu.name,
      late: late.name,
    };
  },
});
