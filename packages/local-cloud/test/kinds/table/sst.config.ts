/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-table", home: "aws" }),
  async run() {
    const breads = new sst.aws.Dynamo("Breads", {
      fields: { name: "string", flour: "string" },
      primaryIndex: { hashKey: "name" },
      globalIndexes: { ByFlour: { hashKey: "flour" } },
      stream: "new-image",
    });
    breads.subscribe("Watcher", "app.watch", {
      filters: [{ dynamodb: { NewImage: { flour: { S: ["rye"] } } } }],
    });
    const shelf = new sst.aws.Function("Shelf", { handler: "app.shelf", link: [breads], url: true });
    return { shelf: shelf.url };
  },
});
