import { expect, test } from "vitest";
import type { Caller } from "../../core/cloud.ts";
import { createLives, keptNow } from "../../testing/restart.ts";
import { createBroker } from "./broker.ts";
import { createIotEmulators } from "./emulator.ts";
import { createRules } from "./rules.ts";
import type { Link } from "./session.ts";
import { parseFilter } from "./topics.ts";

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

/** The broker in the next life, and what a client of it gets. */
const startBroker = async (live: ReturnType<typeof createLives>) => {
  const cloud = await live();
  const broker = createBroker(cloud, createRules(cloud));
  broker.restore();
  const connect = (clientId: string, clean = false, expirySeconds = 600) => {
    const { session, present } = broker.open({ clientId, clean, expirySeconds });
    const got: { text: string; id: number }[] = [];
    const link: Link = {
      mqtt5: true,
      receiveMaximum: 1,
      mayReceive: () => true,
      send(packet) {
        if (packet.cmd === "publish") got.push({ text: String(packet.payload), id: packet.messageId ?? 0 });
      },
      end() {},
    };
    session.attach(link);
    return {
      present,
      got: () => got.map(({ text }) => text),
      acknowledge: () => session.acknowledge(got.at(-1)!.id),
      subscribe: (text: string) =>
        broker.subscribe(session, text, {
          filter: parseFilter(text)!,
          qos: 1,
          noLocal: false,
          retainAsPublished: false,
        }),
      unsubscribe: (text: string) => broker.unsubscribe(session, text),
      leave: () => broker.close(session, link),
    };
  };
  const publish = (topic: string, text: string) =>
    broker.publish({ topic, payload: Buffer.from(text), qos: 1, retain: false }, { id: 0 });
  return { cloud, connect, publish };
};

test("a session that lasts finds its subscriptions and what waits for it, and not what it acknowledged", async () => {
  const live = createLives();
  const before = await startBroker(live);
  const ann = before.connect("ann");
  ann.subscribe("chat/+");
  ann.subscribe("news");
  ann.unsubscribe("news");
  for (const text of ["one", "two", "three"]) before.publish("chat/a", text);
  before.publish("news", "not for her");
  ann.acknowledge();
  expect(ann.got()).toEqual(["one", "two"]);

  const after = await startBroker(live);
  after.publish("chat/b", "four");
  const again = after.connect("ann");
  expect(again.present).toBe(true);
  for (let left = 3; left > 0; left--) again.acknowledge();
  expect(again.got()).toEqual(["two", "three", "four"]);
  expect(await keptNow(after.cloud, "iot/waiting")).toEqual([]);
});

test("a session keeps the time it has, and what was clean leaves nothing", async () => {
  const live = createLives();
  const before = await startBroker(live);
  const away = before.connect("away");
  away.subscribe("chat");
  away.leave();
  before.publish("chat", "waits");
  const brief = before.connect("brief", true, 0);
  brief.subscribe("chat");
  before.publish("chat", "once");
  expect(await keptNow(before.cloud, "iot/sessions")).toHaveLength(1);
  before.cloud.clock.advance(500_000);

  const after = await startBroker(live);
  expect(await keptNow(after.cloud, "iot/waiting")).toHaveLength(2);
  expect(after.connect("brief").present).toBe(false);
  after.cloud.clock.advance(101_000);
  expect(after.connect("away").present).toBe(false);
  expect(await keptNow(after.cloud, "iot/waiting")).toEqual([]);
});
