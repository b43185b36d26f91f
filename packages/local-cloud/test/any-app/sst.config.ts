/// <reference path="./.sst/platform/config.d.ts" />

/** An app with nothing in common with the bakery: what SST's own components make of their defaults. */
export default $config({
  app: () => ({
    name: "any-app",
    home: "aws",
    providers: { aws: { version: "7.20.0", region: "us-east-1" } },
  }),
  async run() {
    const notes = new sst.aws.Dynamo("Notes", {
      fields: { id: "string" },
      primaryIndex: { hashKey: "id" },
      stream: "new-and-old-images",
    });
    const seen = new sst.aws.Queue("Seen");
    notes.subscribe("Watch", { handler: "src/watch.handler", link: [seen] });

    const bus = new sst.aws.Bus("Events");
    const audit = new sst.aws.Queue("Audit");
    bus.subscribeQueue("ToAudit", audit, { pattern: { source: ["any-app.local"] } });

    const topic = new sst.aws.SnsTopic("News");
    const readers = new sst.aws.Queue("Readers");
    topic.subscribeQueue("ToReaders", readers.arn);

    const api = new sst.aws.ApiGatewayV1("Api");
    api.route("POST /notes", { handler: "src/create.handler", link: [notes, bus, topic] });
    api.deploy();
    return { api: api.url, seen: seen.url, audit: audit.url, readers: readers.url };
  },
});
