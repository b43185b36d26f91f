/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-people", home: "aws" }),
  async run() {
    const people = new sst.aws.CognitoUserPool("People", {
      triggers: { preSignUp: "app.welcome" },
    });
    const web = people.addClient("Web");
    return { web: web.id };
  },
});
