import { expect, test } from "vitest";
import type { Caller } from "../../core/cloud.ts";
import { createLives } from "../../testing/restart.ts";
import { createIotEmulators } from "./emulator.ts";

const root: Caller = { principal: { kind: "root" }, causes: [] };

test("retained messages are there after a restart, and those that were taken away are not", async () => {
  const live = createLives();
  const start = async () => {
    const cloud = await live();
    for (const emulator of createIotEmulators(cloud)) cloud.add(emulator);
    return {
      publish: (topic: string, text: string) =>
        cloud.call(
          "iotdata",
          "Publish",
          { topic, payload: Buffer.from(text), retain: true, qos: 1, correlationData: "AQI=" },
          root,
        ),
      topics: async () =>
        (await cloud.call("iotdata", "ListRetainedMessages", {}, root)).retainedTopics?.map(
          ({ topic }) => topic,
        ),
      read: async (topic: string) =>
        Buffer.from((await cloud.call("iotdata", "GetRetainedMessage", { topic }, root)).payload ?? []),
    };
  };
  const before = await start();
  await before.publish("oven/1", "hot");
  await before.publish("oven/2", "cold");
  await before.publish("oven/2", "");
  const after = await start();
  expect(await after.topics()).toEqual(["oven/1"]);
  expect(await after.read("oven/1")).toEqual(Buffer.from("hot"));
});
