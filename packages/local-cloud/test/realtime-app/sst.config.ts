/// <reference path="./.sst/platform/config.d.ts" />

/** Rooms of a chat: clients by MQTT, functions that hear them and answer. */
export default $config({
  app: () => ({
    name: "realtime-app",
    home: "aws",
    providers: { aws: { version: "7.20.0", region: "eu-west-1" } },
  }),
  async run() {
    const chat = new sst.aws.Realtime("Chat", { authorizer: "src/chat.authorizer" });
    const rooms = `${$app.name}/${$app.stage}/rooms`;
    chat.subscribe({ handler: "src/chat.echo", link: [chat] }, { filter: `${rooms}/+/said` });
    const visitor = new sst.aws.Function("Visitor", { handler: "src/chat.visit", link: [chat], url: true });
    return { endpoint: chat.endpoint, authorizer: chat.authorizer, rooms, visitor: visitor.url };
  },
});
