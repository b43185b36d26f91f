/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-topic", home: "aws" }),
  async run() {
    const news = new sst.aws.SnsTopic("News");
    news.subscribe("Reader", "app.read");
    news.subscribe("Fan", "app.like", { filter: { bread: ["rye"] } });
    const writer = new sst.aws.Function("Writer", { handler: "app.write", link: [news], url: true });
    return { writer: writer.url };
  },
});
