/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-stream", home: "aws" }),
  async run() {
    const sales = new sst.aws.KinesisStream("Sales");
    sales.subscribe("All", "app.all");
    sales.subscribe("Rye", "app.rye", { filters: [{ data: { bread: ["rye"] } }] });
    const till = new sst.aws.Function("Till", {
      handler: "app.sell",
      link: [sales],
      url: true,
      streaming: true,
    });
    return { till: till.url };
  },
});
