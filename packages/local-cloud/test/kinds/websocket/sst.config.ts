/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-websocket", home: "aws" }),
  async run() {
    const chat = new sst.aws.ApiGatewayWebSocket("Chat");
    chat.route("$connect", "app.connect");
    chat.route("$disconnect", "app.disconnect");
    chat.route("$default", { handler: "app.echo", link: [chat] });
    return { chat: chat.url };
  },
});
