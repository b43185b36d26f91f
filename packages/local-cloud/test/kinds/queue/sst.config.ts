/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-queue", home: "aws" }),
  async run() {
    const dead = new sst.aws.Queue("Dead");
    dead.subscribe("app.dead");
    const orders = new sst.aws.Queue("Orders", { dlq: { queue: dead.arn, retry: 1 } });
    orders.subscribe("app.bake");
    const counter = new sst.aws.Function("Counter", { handler: "app.order", link: [orders], url: true });
    return { counter: counter.url };
  },
});
