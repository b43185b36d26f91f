import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

const oven = `
import { readFile, writeFile } from "node:fs/promises";
declare const awslambda: any;
export const count = async () => {
  const before = Number(await readFile("/mnt/oven/count", "utf8").catch(() => 0));
  await writeFile("/mnt/oven/count", String(before + 1));
  return { statusCode: 200, body: JSON.stringify({ count: before + 1 }) };
};
export const stream = awslambda.streamifyResponse(async (_event: unknown, stream: any) => {
  const body = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { "content-type": "text/plain" } });
  body.write("crust ");
  body.end("crumb");
});`;

let cloud: LocalCloud;
const outputs = new Proxy({} as Record<string, string>, {
  get: (_, name) => String(cloud.outputs[String(name)]),
});

beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  const root = appFolder(
    "edge",
    `const vpc = new sst.aws.Vpc("Network", { nat: "managed" });
     const efs = new sst.aws.Efs("Oven", { vpc });
     const kept = new sst.aws.Router("Kept", { protection: "oac" });
     const counter = new sst.aws.Function("Counter", {
       handler: "src/oven.count",
       vpc,
       volume: { efs, path: "/mnt/oven" },
       url: { router: { instance: kept, path: "/count" } },
     });
     const guarded = new sst.aws.Router("Guarded", {
       waf: { rateLimitPerIp: 20, logging: true },
       domain: {
         name: "shop.example",
         aliases: ["old.shop.example"],
         redirects: ["www.shop.example"],
         dns: false,
         cert: "arn:aws:acm:us-east-1:000000000000:certificate/one",
       },
     });
     new sst.aws.Function("Stream", {
       handler: "src/oven.stream",
       streaming: true,
       url: { router: { instance: guarded, path: "/stream" } },
     });
     const api = new sst.aws.ApiGatewayV1("Api");
     api.route("GET /stream", { handler: "src/oven.stream", streaming: true });
     api.deploy();
     return { kept: kept.url, guarded: guarded.url, api: api.url, direct: counter.nodes.function.name };`,
    { files: { "src/oven.ts": oven } },
  );
  cloud = await startLocalCloud({
    root,
    ports: { web: 0, aws: 0, console: 0 },
    watch: false,
    onWarning: () => {},
  });
});
afterAll(() => cloud?.stop());

test("a protected router is let in to a function that nobody reaches by its URL, and has files that last", async () => {
  const { urlId } = cloud.graph.resources.find(({ name }) => name === "CounterUrl")!.outputs;
  const direct = `${outputs.awsEndpoint}/_host/${urlId}.lambda-url.eu-west-1.on.aws/`;
  expect((await fetch(direct)).status).toBe(403);
  expect(await (await fetch(`${outputs.kept}/count`)).json()).toEqual({ count: 1 });
  expect(await (await fetch(`${outputs.kept}/count`)).json()).toEqual({ count: 2 });
});

test("an answer is streamed through a router and by a REST API", async () => {
  for (const url of [`${outputs.guarded}/stream`, `${outputs.api}stream`]) {
    const answer = await fetch(url);
    expect([answer.headers.get("content-type"), await answer.text()]).toEqual(["text/plain", "crust crumb"]);
  }
});

test("a request without a host, which functions read, is refused before they run", async () => {
  const socket = connect(Number(new URL(String(outputs.kept)).port), "127.0.0.1");
  socket.write("GET /count HTTP/1.0\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  const ran = cloud.journal.hops(({ service, error }) => service === "cloudfront" && error !== undefined);
  expect(ran).toEqual([]);
});

test("the firewall of a router refuses who comes too often", async () => {
  const statuses: number[] = [];
  for (let time = 0; time < 25; time++) statuses.push((await fetch(`${outputs.guarded}/stream`)).status);
  expect(statuses.slice(0, 10)).not.toContain(403);
  expect(statuses.at(-1)).toBe(403);
});

test("the domain of a router is its address on this machine, and other names redirect there", async () => {
  expect(outputs.guarded).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const { websiteEndpoint } = cloud.graph.resources.find(
    ({ type }) => type === "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
  )!.outputs;
  const website = `${outputs.awsEndpoint}/_host/${String(websiteEndpoint)}`;
  const moved = await fetch(`${website}/stream?a=1`, { redirect: "manual" });
  expect([moved.status, moved.headers.get("location")]).toEqual([301, `${outputs.guarded}/stream?a=1`]);
  expect((await fetch(`${website}/stream`, { method: "POST" })).status).toBe(405);
});
