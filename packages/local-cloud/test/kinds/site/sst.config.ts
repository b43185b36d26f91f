/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-site", home: "aws" }),
  async run() {
    const api = new sst.aws.Function("Api", { handler: "app.api", url: true });
    const router = new sst.aws.Router("Door");
    router.route("/api", api.url);
    new sst.aws.StaticSite("Shop", { path: "shop", router: { instance: router }, errorPage: "index.html" });
    return { door: router.url };
  },
});
