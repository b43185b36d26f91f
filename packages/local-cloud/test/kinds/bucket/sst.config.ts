/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app: () => ({ name: "kind-bucket", home: "aws" }),
  async run() {
    const pictures = new sst.aws.Bucket("Pictures");
    const later = new sst.aws.Queue("Later");
    later.subscribe("app.print");
    pictures.notify({
      notifications: [
        { name: "Look", function: "app.look", events: ["s3:ObjectCreated:*"], filterPrefix: "album/" },
        { name: "Print", queue: later, events: ["s3:ObjectCreated:*"], filterPrefix: "print/" },
      ],
    });
    const album = new sst.aws.Function("Album", { handler: "app.album", link: [pictures], url: true });
    return { album: album.url };
  },
});
