/// <reference path="./.sst/platform/config.d.ts" />

/** Buckets as SST's own examples have them: with a policy, notifications, a function that signs, and behind routers. */
export default $config({
  app: () => ({
    name: "bucket-app",
    home: "aws",
    providers: { aws: { version: "7.20.0", region: "eu-west-1" } },
  }),
  async run() {
    const photos = new sst.aws.Bucket("Photos", {
      versioning: true,
      lifecycle: [{ id: "Old", prefix: "tmp/", expiresIn: "3 days" }],
      transform: {
        policy: (args) => {
          args.policy = sst.aws.iamEdit(args.policy, (policy) => {
            policy.Statement.push({
              Effect: "Allow",
              Principal: { Service: "ses.amazonaws.com" },
              Action: "s3:PutObject",
              Resource: $interpolate`arn:aws:s3:::${args.bucket}/*`,
            });
          });
        },
      },
    });
    const seen = new sst.aws.Queue("Seen");
    const inbox = new sst.aws.Queue("Inbox");
    const topic = new sst.aws.SnsTopic("News");
    const readers = new sst.aws.Queue("Readers");
    topic.subscribeQueue("ToReaders", readers.arn);
    photos.notify({
      notifications: [
        {
          name: "ToFunction",
          function: { handler: "src/subscriber.handler", link: [seen] },
          filterPrefix: "function/",
          events: ["s3:ObjectCreated:*"],
        },
        {
          name: "ToQueue",
          queue: inbox,
          filterPrefix: "queue/",
          events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
        },
        {
          name: "ToTopic",
          topic,
          filterPrefix: "topic/",
          filterSuffix: ".csv",
          events: ["s3:ObjectCreated:*"],
        },
      ],
    });

    const signer = new sst.aws.Function("Signer", {
      handler: "src/signer.handler",
      url: true,
      link: [photos],
    });
    return {
      bucket: photos.name,
      signer: signer.url,
      seen: seen.url,
      inbox: inbox.url,
      readers: readers.url,
    };
  },
});
