/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-regions", home: "aws" }),
  async run() {
    const home = new sst.aws.Function("Home", { handler: "app.where", url: true });
    const provider = new aws.Provider("Away", { region: "us-west-2" });
    const away = new sst.aws.Function("Away", { handler: "app.where", url: true }, { provider });
    return { home: home.url, away: away.url };
  },
});
