/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-bus", home: "aws" }),
  async run() {
    const bus = new sst.aws.Bus("Bakery");
    bus.subscribe("ToOven", "app.bake", { pattern: { detailType: ["Ordered"] } });
    bus.subscribe("ToShop", "app.sell", { pattern: { detailType: ["Baked"] } });
    const counter = new sst.aws.Function("Counter", { handler: "app.order", link: [bus], url: true });
    return { counter: counter.url };
  },
});
