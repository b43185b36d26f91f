import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder, type CommandLine, commandLine } from "./command-line.ts";

let cli: CommandLine | undefined;
afterAll(() => cli?.child.kill("SIGKILL"));

test("static sites without a router are served, each at its address, which is printed", async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  const folder = appFolder(
    "sites-alone",
    `const plain = new sst.aws.StaticSite("Plain", { path: "plain" });
     const built = new sst.aws.StaticSite("Built", {
       path: "built",
       errorPage: "404.html",
       environment: { PLAIN_URL: plain.url },
       build: { command: "node build.mjs", output: "out" },
     });
     return { plain: plain.url, built: built.url };`,
  );
  for (const site of ["plain", "built"]) mkdirSync(join(folder, site), { recursive: true });
  writeFileSync(join(folder, "plain/index.html"), "<h1>plain</h1>");
  writeFileSync(
    join(folder, "built/build.mjs"),
    `import { mkdirSync, writeFileSync } from "node:fs";
     mkdirSync("out", { recursive: true });
     writeFileSync("out/index.html", "<a href=" + process.env.PLAIN_URL + ">");
     writeFileSync("out/404.html", "gone");`,
  );

  cli = commandLine(["--config", folder, "--port", "0", "--aws-port", "0", "--console-port", "0"]);
  const [webUrl] = await cli.ready;
  const built = /^Built: (http:\S+)$/m.exec(cli.output())?.[1];

  expect(await (await fetch(`${webUrl}/any/page`)).text()).toBe("<h1>plain</h1>");
  expect(await (await fetch(built!)).text()).toBe(`<a href=${webUrl}>`);
  const missing = await fetch(`${built}/nothing`);
  expect([missing.status, await missing.text()]).toEqual([404, "gone"]);
});
