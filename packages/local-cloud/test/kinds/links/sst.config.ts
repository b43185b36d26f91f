/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-links", home: "aws" }),
  async run() {
    const oven = new sst.Secret("OvenCode");
    const settings = new sst.Linkable("Settings", { properties: { degrees: 230 } });
    sst.Linkable.wrap(aws.dynamodb.Table, (table) => ({ properties: { name: table.name } }));
    const raw = new aws.dynamodb.Table("Raw", {
      attributes: [{ name: "id", type: "S" }],
      hashKey: "id",
      billingMode: "PAY_PER_REQUEST",
    });
    const reader = new sst.aws.Function("Reader", {
      handler: "app.read",
      link: [oven, settings, raw],
      environment: { BREAD: "rye" },
      url: true,
    });
    return { reader: reader.url };
  },
});
