import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

// Stands in for what a framework brings: it chooses its own port, says where it listens, and tells pages of changes.
const devServer = `
import { createServer } from "node:http";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { WebSocketServer } from "ws";

const s3 = new S3Client({ forcePathStyle: true });
const put = (Bucket) =>
  s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "b" })).then(() => "put", ({ name }) => name);
const linked = (name) => JSON.parse(process.env["SST_RESOURCE_" + name] ?? "null");

const server = createServer(async (request, response) => {
  const path = request.url.replace(/^\\/docs/, "");
  if (path === "/put") return response.end(await put(linked("Files").name));
  if (path === "/put-elsewhere") return response.end(await put(linked("Files").name + "-other"));
  if (path === "/moved") return response.writeHead(302, { location: "http://" + request.headers.host + "/new" }).end();
  if (path === "/crash") process.exit(3);
  const { url, headers } = request;
  response.end(JSON.stringify({ url, origin: headers.origin, host: headers.host, cache: linked("Cache"),
    unlinked: linked("Api"), greeting: process.env.GREETING, region: process.env.AWS_REGION }));
});
new WebSocketServer({ server }).on("connection", (socket, { url }) => socket.send("hot " + url));
server.listen(process.argv[2] === "told" ? process.env.PORT : 0, "localhost", () => {
  console.log(process.argv[2] === "told" ? "ready" : "  Local:   http://localhost:" + server.address().port + "/");
});`;

const plainServer = `
import { createServer } from "node:http";
createServer((request, response) => response.end("plain " + request.url)).listen(process.env.PORT, "localhost");`;

let cloud: LocalCloud;
const warnings: string[] = [];
let folder: string;

beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  folder = appFolder(
    "dev-commands",
    `const vpc = new sst.aws.Vpc("Network", { bastion: true, nat: "ec2" });
     const cache = new sst.aws.Redis("Cache", { vpc });
     const files = new sst.aws.Bucket("Files");
     const router = new sst.aws.Router("Front");
     const dev = { command: "node server.mjs" };
     const web = new sst.aws.Nextjs("Web", { path: "site", dev, link: [files, cache], environment: { GREETING: "hi" } });
     const docs = new sst.aws.Astro("Docs", { path: "site", dev, link: [files], router: { instance: router, path: "/docs" } });
     const cluster = new sst.aws.Cluster("Main", { vpc });
     const api = new sst.aws.Service("Api", {
       cluster,
       loadBalancer: { ports: [{ listen: "80/http", forward: "3000/http" }] },
       dev: { command: "node server.mjs told", directory: "site" },
     });
     new sst.aws.Service("Worker", { cluster });
     new sst.x.DevCommand("Studio", { link: [files], dev: { autostart: false, command: "node studio.mjs" } });
     const plain = { path: "site", dev: { command: "node plain.mjs" } };
     const analog = new sst.aws.Analog("Analog", plain);
     const nuxt = new sst.aws.Nuxt("Nuxt", plain);
     const react = new sst.aws.React("React", plain);
     const remix = new sst.aws.Remix("Remix", plain);
     const solid = new sst.aws.SolidStart("Solid", plain);
     const svelte = new sst.aws.SvelteKit("Svelte", plain);
     const tanStack = new sst.aws.TanStackStart("TanStack", plain);
     return {
       web: web.url, docs: docs.url, api: api.url,
       sites: [analog, nuxt, react, remix, solid, svelte, tanStack].map(({ url }) => url),
     };`,
    { files: { "site/server.mjs": devServer, "site/plain.mjs": plainServer } },
  );
  await rm(join(folder, ".local"), { recursive: true, force: true });
  cloud = await startLocalCloud({
    root: folder,
    ports: { web: 0, aws: 0, console: 0 },
    onWarning: (message) => warnings.push(message),
  });
});
afterAll(() => cloud?.stop());

const seen = async (url: string, init?: RequestInit) =>
  (await (await fetch(url, init)).json()) as Record<string, unknown>;
const { web, docs, api } = new Proxy({} as Record<"web" | "docs" | "api", () => string>, {
  get: (_, name) => () => String(cloud.outputs[String(name)]),
});

test("a rendered site is its development server, with links, variables and an address of its own", async () => {
  const page = await seen(`${web()}/a?b=1`, { headers: { origin: web() } });
  expect(page).toMatchObject({
    url: "/a?b=1",
    origin: `http://${page.host}`,
    cache: { host: "localhost", port: 6379 },
    unlinked: null,
    greeting: "hi",
    region: "eu-west-1",
  });
});

test("its calls to AWS have the permissions of the site, and no more", async () => {
  expect(await (await fetch(`${web()}/put`)).text()).toBe("put");
  expect(await (await fetch(`${web()}/put-elsewhere`)).text()).toBe("AccessDenied");
  expect(warnings.join("\n")).toContain("is not authorized to perform s3:PutObject");
});

test("behind a router it answers below its path, and pages hear of changes", async () => {
  expect(new URL(docs()).origin).toBe(cloud.outputs.webUrl);
  expect(await seen(`${docs()}/x`)).toMatchObject({ url: "/docs/x" });
  for (const [url, path] of [
    [`${docs()}/hmr`, "/docs/hmr"],
    [`${web()}/hmr`, "/hmr"],
  ] as const) {
    const socket = new WebSocket(url.replace("http", "ws"));
    const [message] = (await once(socket, "message")) as [Buffer];
    expect(message.toString()).toBe(`hot ${path}`);
    socket.close();
  }
});

test("every kind of rendered site has a server and an address of its own", async () => {
  const urls = cloud.outputs.sites as string[];
  expect(new Set(urls).size).toBe(7);
  for (const url of urls) expect(await (await fetch(`${url}/a`)).text()).toBe("plain /a");
});

test("redirects of the server stay at the page's address", async () => {
  const { headers } = await fetch(`${web()}/moved`, { redirect: "manual" });
  expect(headers.get("location")).toBe("/new");
});

test("other sites' pages are not let in", async () => {
  expect((await fetch(web(), { headers: { origin: "https://evil.example" } })).status).toBe(403);
});

test("a service runs its command, on the port that it is told", async () => {
  expect(await seen(`${api()}/x`)).toMatchObject({ url: "/x" });
});

test("what does not run is said", () => {
  expect(warnings).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^Worker runs in a container on AWS, and nothing runs here .* `dev: { command/),
      expect.stringMatching(/^Studio does not start by itself .* "node studio.mjs"/),
    ]),
  );
});

test("what it prints is in the journal; how it ended is said, also to who asks it", async () => {
  const printed = cloud.journal.hops().filter(({ service }) => service === "dev");
  expect(printed.map(({ resource }) => resource)).toEqual(expect.arrayContaining(["Web", "Docs", "Api"]));
  await fetch(`${api()}/crash`);
  await vi.waitFor(
    () => expect(warnings.join("\n")).toContain('Api ("node server.mjs told" in site) ended'),
    120_000,
  );
  const answer = await fetch(api());
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain("exit code 3");
});
