/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-workflow", home: "aws" }),
  async run() {
    const bake = new sst.aws.Function("Bake", { handler: "app.bake" });
    const rest = sst.aws.StepFunctions.wait({ name: "Rest", time: "1 hour" });
    const oven = sst.aws.StepFunctions.lambdaInvoke({ name: "Oven", function: bake });
    const recipe = new sst.aws.StepFunctions("Recipe", { definition: rest.next(oven) });
    const counter = new sst.aws.Function("Counter", { handler: "app.order", link: [recipe], url: true });
    return { counter: counter.url };
  },
});
