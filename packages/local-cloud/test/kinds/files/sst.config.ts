/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-files", home: "aws" }),
  async run() {
    const vpc = new sst.aws.Vpc("Net");
    const pantry = new sst.aws.Efs("Pantry", { vpc });
    const counter = new sst.aws.Function("Counter", {
      handler: "app.count",
      url: true,
      vpc,
      volume: { efs: pantry, path: "/mnt/pantry" },
      copyFiles: [{ from: "recipe.txt" }],
    });
    return { counter: counter.url };
  },
});
