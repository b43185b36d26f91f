/// <reference path="./.sst/platform/config.d.ts" />

/** An app of somebody else, which installs the local cloud as a package. */
export default $config({
  app: () => ({
    name: "greetings",
    home: "aws",
    providers: { aws: { version: "7.20.0", region: "us-east-1" } },
  }),
  async run() {
    const greetings = new sst.aws.Dynamo("Greetings", {
      fields: { id: "string" },
      primaryIndex: { hashKey: "id" },
    });
    const api = new sst.aws.ApiGatewayV1("Api");
    api.route("GET /greetings/{name}", { handler: "src/greet.handler", link: [greetings] });
    api.deploy();
    return { api: api.url };
  },
});
