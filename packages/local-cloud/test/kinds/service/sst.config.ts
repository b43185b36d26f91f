/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-service", home: "aws" }),
  async run() {
    const vpc = new sst.aws.Vpc("Net");
    const cluster = new sst.aws.Cluster("Ovens", { vpc });
    const orders = new sst.aws.Queue("Orders");
    new sst.aws.Service("Oven", {
      cluster,
      link: [orders],
      loadBalancer: { ports: [{ listen: "80/http" }] },
      dev: { command: "node oven.mjs" },
    });
    const task = new sst.aws.Task("Sweep", { cluster, link: [orders], dev: { command: "node sweep.mjs" } });
    const caretaker = new sst.aws.Function("Caretaker", { handler: "app.sweep", link: [task], url: true });
    return { caretaker: caretaker.url };
  },
});
