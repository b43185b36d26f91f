/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-cron", home: "aws" }),
  async run() {
    new sst.aws.CronV2("Nightly", { schedule: "cron(0 3 * * ? *)", function: "app.sweep" });
    new sst.aws.Cron("Minutely", { schedule: "rate(1 minute)", function: "app.look" });
  },
});
