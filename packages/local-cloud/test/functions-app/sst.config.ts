/// <reference path="./.sst/platform/config.d.ts" />

/** What functions can be beside a Node.js handler that answers: streaming, signed, in Python, with layers. */
export default $config({
  app: () => ({
    name: "functions-app",
    home: "aws",
    providers: { aws: { version: "7.20.0", region: "eu-west-1" } },
  }),
  async run() {
    const story = new sst.aws.Function("Story", { handler: "src/story.tell", url: true, streaming: true });

    const rest = new sst.aws.ApiGatewayV1("Rest");
    rest.route("GET /story", { handler: "src/story.tell", streaming: true });
    rest.deploy();

    const vault = new sst.aws.Function("Vault", {
      handler: "src/vault.open",
      url: { authorization: "iam" },
    });

    const flour = new sst.aws.Queue("Flour");
    const baker = new sst.aws.Function("Baker", {
      handler: "bakery/src/bakery/api.bake",
      runtime: "python3.12",
      link: [flour],
      url: true,
    });

    const oven = new aws.lambda.LayerVersion("Oven", {
      layerName: "oven",
      code: new $util.asset.FileArchive("layers/oven"),
    });
    const layered = new sst.aws.Function("Layered", {
      handler: "src/layered.heat",
      layers: [oven.arn],
      url: true,
    });

    new aws.lambda.Invocation("Preheat", { functionName: layered.name, input: "{}" });

    return { story: story.url, rest: rest.url, vault: vault.url, baker: baker.url, layered: layered.url };
  },
});
