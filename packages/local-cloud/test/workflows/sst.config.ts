/// <reference path="./.sst/platform/config.d.ts" />

/** SST's workflows as its documentation has them: started by a function, a bus and a schedule, and answered by callbacks. */
export default $config({
  app: () => ({
    name: "workflows",
    home: "aws",
    providers: { aws: { version: "7.20.0", region: "us-east-1" } },
  }),
  async run() {
    const shelf = new sst.aws.Queue("Shelf");
    const bake = new sst.aws.Workflow("Bake", {
      handler: "src/bake.handler",
      link: [shelf],
      retention: "7 days",
      timeout: { execution: "2 hours", invocation: "30 seconds" },
    });
    const office = new sst.aws.Function("Office", { handler: "src/office.handler", url: true, link: [bake] });

    const bus = new sst.aws.Bus("Orders");
    const announce = new sst.aws.Workflow("Announce", { handler: "src/announce.handler", link: [shelf] });
    bus.subscribe("OrderPlaced", announce, { pattern: { detailType: ["bakery.order.placed"] } });
    const till = new sst.aws.Function("Till", { handler: "src/till.handler", url: true, link: [bus] });

    const diary = new sst.aws.Queue("Diary");
    const tidy = new sst.aws.Workflow("Tidy", { handler: "src/tidy.handler", link: [diary] });
    new sst.aws.CronV2("Evening", {
      schedule: "cron(0 18 * * ? *)",
      function: tidy,
      event: { room: "bakery" },
    });
    return { office: office.url, till: till.url, shelf: shelf.url, diary: diary.url };
  },
});
