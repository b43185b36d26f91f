import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { createFunctionRuntime } from "./runtime.ts";

const runtime = createFunctionRuntime({ realMs: 3_000 });
afterAll(() => runtime.stop());
const run = (body: string, store?: string) =>
  runtime.run(
    {
      code: `import cf from "cloudfront"; async function handler(event) { ${body} }`,
      event: { context: { eventType: "viewer-request" } },
      now: 0,
    },
    store,
  );

test("what counts no steps ends with its thread, and the others are answered by the next", async () => {
  // Looks through a thousand million places in one operation, for most of a minute.
  const stuck = run("return new Array(1e9).indexOf(1)");
  const others = [run("return 1"), run("return 2")];
  expect((await stuck).error).toBe("The function took more time than it may.");
  expect((await Promise.all(others)).map(({ value }) => value)).toEqual([1, 2]);
});

test("a store is read as it is at the edge by then", async () => {
  const read = () => run('return await cf.kvs().get("a")', "arn:store/one");
  const view = (value: string) => ({ id: "one", created: 0, updated: 0, entries: new Map([["a", value]]) });
  runtime.update("arn:store/one", view("first"));
  const before = read();
  runtime.update("arn:store/one", view("second"));
  expect([(await before).value, (await read()).value]).toEqual(["first", "second"]);
});

test("a thread that nobody needs ends, and the next knows the stores", async () => {
  const idle = createFunctionRuntime({ idleMs: 1 });
  idle.update("arn:store/one", {
    id: "one",
    created: 0,
    updated: 0,
    entries: new Map([["a", "kept"]]),
  });
  const code = 'import cf from "cloudfront"; async function handler() { return await cf.kvs().get("a"); }';
  const event = { context: { eventType: "viewer-request" } };
  for (let thread = 0; thread < 2; thread++) {
    const started = once(process, "worker") as Promise<[Worker]>;
    const result = idle.run({ code, event, now: 0 }, "arn:store/one");
    const [worker] = await started;
    const ended = once(worker, "exit");
    expect((await result).value).toBe("kept");
    await ended;
  }
  await idle.stop();
});
