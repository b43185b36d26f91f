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

    const pages = new sst.aws.Bucket("Pages", { access: "cloudfront" });
    new aws.s3.BucketObjectv2("Menu", {
      bucket: pages.name,
      key: "public/menu.csv",
      contentType: "text/csv",
      source: $asset("public/menu.csv"),
    });
    const api = new sst.aws.Function("Api", { handler: "src/api.handler", url: true });
    const open = new sst.aws.Bucket("Open", { access: "public" });
    new aws.s3.BucketObjectv2("Page", { bucket: open.name, key: "page.txt", content: "for anybody" });
    const inline = new sst.aws.Router("Inline", {
      routes: {
        "/api/*": { url: api.url, rewrite: { regex: "^/api/(.*)$", to: "/$1" } },
        "/open/*": { url: $interpolate`https://${open.domain}`, rewrite: { regex: "^/open", to: "" } },
        "/*": { bucket: pages, rewrite: { regex: "^/(.*)$", to: "/public/$1" } },
      },
    });
    const lazy = new sst.aws.Router("Lazy");
    lazy.route("/api", api.url);
    lazy.routeBucket("/files", pages, { rewrite: { regex: "^/files/(.*)$", to: "/public/$1" } });

    const signer = new sst.aws.Function("Signer", {
      handler: "src/signer.handler",
      url: true,
      link: [photos],
    });
    return {
      bucket: photos.name,
      open: open.name,
      pages: pages.name,
      inline: inline.url,
      lazy: lazy.url,
      signer: signer.url,
      seen: seen.url,
      inbox: inbox.url,
      readers: readers.url,
    };
  },
});
