/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-email", home: "aws" }),
  async run() {
    const mail = new sst.aws.Email("Mail", { sender: "bakery@example.com" });
    const counter = new sst.aws.Function("Counter", { handler: "app.tell", link: [mail], url: true });
    return { counter: counter.url };
  },
});
