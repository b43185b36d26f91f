import { expect, onTestFinished, test } from "vitest";
import { listen } from "./listen.ts";

test("each part of an answer waits until what it tells outlasts the process", async () => {
  const waiting: (() => void)[] = [];
  const listener = await listen({
    name: "The test",
    port: 0,
    guard: () => undefined,
    warn: console.error,
    settled: () => new Promise((resolve) => void waiting.push(resolve)),
    async handle({ response }) {
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("a");
      await new Promise((resolve) => response.once("drain", resolve));
      response.write("b");
      response.write("c");
      response.end("d");
    },
  });
  onTestFinished(() => listener.close());
  const answering = fetch(listener.url);
  const settle = async () => {
    await expect.poll(() => waiting.length).toBe(1);
    waiting.shift()!();
  };
  await settle();
  const reader = (await answering).body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toBe("a");
  const more = reader.read();
  const isThere = await Promise.race([
    more.then(() => true),
    new Promise((done) => setImmediate(done, false)),
  ]);
  expect(isThere).toBe(false);
  await settle();
  let text = (await more).value ?? "";
  for (let next = await reader.read(); !next.done; next = await reader.read()) text += next.value;
  expect(text).toBe("bcd");
});

test("an answer that Node refuses to send ends its connection only", async () => {
  const listener = await listen({
    name: "The test",
    port: 0,
    guard: () => undefined,
    warn: console.error,
    settled: () => Promise.resolve(),
    handle({ response, url }) {
      response.writeHead(url.pathname === "/bad" ? 99 : 200).end("a");
    },
  });
  onTestFinished(() => listener.close());
  await expect(fetch(`${listener.url}/bad`)).rejects.toThrow("fetch failed");
  expect(await (await fetch(listener.url)).text()).toBe("a");
});
