/// <reference path="./.sst/platform/config.d.ts" />

/** Notes that are stored, told of on a bus, and indexed by whoever listens. */
export default $config({
  app: () => ({
    name: "notes",
    home: "aws",
    providers: { aws: { version: "7.20.0", region: "us-east-1" } },
  }),
  async run() {
    const notes = new sst.aws.Dynamo("Notes", {
      fields: { id: "string" },
      primaryIndex: { hashKey: "id" },
    });
    const bus = new sst.aws.Bus("Events");

    const deadLetters = new sst.aws.Queue("IndexDeadLetterQueue");
    const queue = new sst.aws.Queue("IndexQueue", {
      visibilityTimeout: "2 minutes",
      dlq: { queue: deadLetters.arn, retry: 2 },
    });
    queue.subscribe({ handler: "src/index-note.handler", link: [bus] });
    bus.subscribeQueue("ToIndex", queue, { pattern: { detailType: ["NoteCreated"] } });

    const api = new sst.aws.ApiGatewayV2("Api");
    api.route("POST /notes", { handler: "src/create-note.handler", link: [notes, bus] });
    return { api: api.url };
  },
});
