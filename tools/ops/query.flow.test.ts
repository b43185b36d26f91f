import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { type Bakery, openBakery } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Args, openOut } from "./command.ts";
import { query } from "./query.ts";
import { localTarget, type Target } from "./target.ts";

type Row = Record<string, string>;

let bakery: Bakery;
let target: Target;
let orderId: string;

const ask = async <Result>(positionals: string[], values: Args["values"] = {}) => {
  const out = openOut(true);
  const args = { positionals, values };
  query.check?.(args);
  await query.run(target, args, out);
  return out.value as Result;
};
const rows = async (asked: string, values: Args["values"] = {}) =>
  (await ask<{ rows: Row[] }>([asked], { since: "1d", ...values })).rows;

/** An order that goes well, a message that nobody can read and that is tried again, and an invocation that throws. */
beforeAll(async () => {
  bakery = await openBakery();
  target = localTarget(bakery.outputs);
  const ann = await bakery.signUp();
  orderId = await ann.place();
  await ann.decided(orderId);
  await bakery.queue("EmailQueue").send({ source: "sourdough.orders" });
  const FunctionName = bakery.arn("SendEmailFunction");
  await target.lambda.send(new InvokeCommand({ FunctionName, Payload: "{}" }));
  await bakery.until("SendEmail fails", async () => (await rows("failures")).length > 0);
  await bakery.pass(61_000);
  await bakery.until("it is tried again", async () => (await rows("retries")).length > 0);
});
afterAll(() => bakery?.stop());

test("each saved query finds something in the logs of what happened", async () => {
  const saved = await ask<{ name: string; text: string }[]>([]);
  expect(saved.map(({ name }) => name)).toEqual(expect.arrayContaining(["errors", "story", "volume"]));
  for (const { name, text } of saved) {
    expect(text, name).toMatch(/^# .+\.\n/);
    expect(await rows(name), name).not.toEqual([]);
  }
});

test("runbooks name queries that there are", async () => {
  const root = join(import.meta.dirname, "../..");
  const texts = globSync("docs/**/*.md", { cwd: root }).map((file) => readFileSync(join(root, file), "utf8"));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/npm run ops -- query ([a-z-]+)/g)].map(([, name]) => name!),
  );
  const saved = await ask<{ name: string }[]>([]);
  expect(named.length).toBeGreaterThan(5);
  expect(saved.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
});

test("they name the function, the order and the figures", async () => {
  expect(await rows("errors")).toContainEqual(
    expect.objectContaining({ fn: "SendEmail", failed: expect.stringMatching(/^\d+$/) }),
  );
  expect(await rows("retries")).toContainEqual(
    expect.objectContaining({ service: "SendEmail", tries: "2", lastly: "SendEmail failed" }),
  );
  expect(await rows("unfinished")).toContainEqual(
    expect.objectContaining({ fn: "SendEmail", "record.status": "error" }),
  );
  const [slowest] = await rows("slow");
  expect(Number(slowest?.p99)).toBeGreaterThan(0);
  expect(Number(slowest?.most)).toBeGreaterThanOrEqual(Number(slowest?.p99));
  expect((await rows("journeys")).map(({ correlationId }) => correlationId)).toContain(orderId);
});

test("a filter in front leaves one order, a function one log, and a limit so many rows", async () => {
  const story = await rows("story", { where: `correlationId = "${orderId}"` });
  expect(new Set(story.map(({ correlationId }) => correlationId))).toEqual(new Set([orderId]));
  expect(story.map((line) => line["@timestamp"])).toEqual(story.map((line) => line["@timestamp"]).sort());
  expect(new Set(story.map(({ service }) => service))).toContain("PlaceOrder");
  expect(new Set((await rows("story", { of: "placeorder" })).map(({ service }) => service))).toEqual(
    new Set(["PlaceOrder"]),
  );
  expect(await rows("story", { limit: "1" })).toHaveLength(1);
});

test("a query of one's own runs over the logs of all functions", async () => {
  const [all] = await rows("stats count_distinct(@log) as logs");
  expect(Number(all?.logs)).toBeGreaterThan(2);
  await expect(rows("fields a | colour red")).rejects.toThrow(/line 1, column 12.*no command colour/);
});

test("what there is not is refused with what there is", async () => {
  await expect(rows("erors")).rejects.toThrow(/no query "erors"; it has .*errors/);
  await expect(rows("story", { of: "BakeBread" })).rejects.toThrow(
    /no function "BakeBread"; it has .*PlaceOrder/,
  );
  await expect(rows("story", { since: "soon" })).rejects.toThrow(/no duration: write 30s/);
  await expect(ask([], { where: "a = 1" })).rejects.toThrow(/are for a query/);
});
