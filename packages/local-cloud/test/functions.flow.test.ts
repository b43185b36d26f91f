import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalCloud } from "../src/boot/local-cloud.ts";
import { hasPython } from "../src/testing/python.ts";
import { bootApp } from "./boot-app.ts";

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await bootApp("functions-app");
});
afterAll(() => cloud?.stop());

test("what a deployment invokes has run once the app is ready", () => {
  const runs = cloud.journal.hops(({ action, resource }) => action === "Run" && resource.includes("Layered"));
  expect(runs.map(({ durationMs, error }) => [durationMs !== undefined, error])).toEqual([[true, undefined]]);
});

const STORY = "data: once\n\ndata: upon\n\ndata: a loaf\n\n";

test.each([
  ["the URL of a function with streaming: true", () => String(cloud.outputs.story)],
  ["a route of a REST API with a function that streams", () => `${cloud.outputs.rest}story`],
])("%s streams its answer", async (_, url) => {
  const answer = await fetch(url());
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  expect(await answer.text()).toBe(STORY);
});

test.skipIf(!hasPython)("a function in Python answers its URL, with what is linked to it", async () => {
  const answer = await fetch(`${cloud.outputs.baker}rye`);
  expect([answer.status, answer.headers.get("x-oven")]).toEqual([201, "stone"]);
  expect(await answer.json()).toEqual({ bread: "/rye", flour: expect.stringMatching(/^http:.*FlourQueue/) });
});

test("a function finds what a layer of the config has", async () => {
  expect(await (await fetch(String(cloud.outputs.layered))).json()).toBe(250);
});

test("a URL with IAM authorization wants a signed request", async () => {
  const url = String(cloud.outputs.vault);
  expect((await fetch(url)).status).toBe(403);
  const signed = await fetch(url, {
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=any/20261130/eu-west-1/lambda/aws4_request" },
  });
  expect([signed.status, await signed.text()]).toEqual([200, "arn:aws:iam::000000000000:root"]);
});
