import { generate } from "mqtt-packet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startTestBroker } from "./iot.fixture.ts";

let broker: Awaited<ReturnType<typeof startTestBroker>>;
beforeAll(async () => {
  broker = await startTestBroker();
});
afterAll(() => broker.stop());

const hello = (clientId: string) =>
  generate({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 5,
    clientId,
    clean: true,
    keepalive: 60,
    username: "",
    password: Buffer.from("chat"),
  });
const subscribe = generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "chat/a", qos: 0 }] });

test.each<[string, (Buffer | string)[]]>([
  ["bytes that are no packet", [Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff])]],
  ["text", ["hello"]],
  [
    "a packet that says it is 256 MB long",
    [Buffer.concat([Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]), Buffer.alloc(300_000)])],
  ],
  ["a subscription before anything else", [subscribe]],
  ["two requests to connect", [hello("twice"), hello("twice")]],
  ["a client named as a member of every object", [hello("constructor"), hello("constructor")]],
  ["a client with a wildcard in its name", [hello("a/#")]],
  [
    "an acknowledgement of what was not sent",
    [hello("ack"), generate({ cmd: "puback", messageId: 9 }), hello("ack")],
  ],
  ["a packet of QoS 2's second half", [hello("rel"), generate({ cmd: "pubrel", messageId: 9 })]],
])("a connection that sends %s is ended, and the others go on", async (_, frames) => {
  const socket = new WebSocket(broker.url, ["mqtt"]);
  socket.on("open", () => {
    for (const frame of frames) socket.send(frame);
  });
  await new Promise((resolve) => socket.once("close", resolve));
  const client = await broker.connect();
  await client.subscribeAsync("chat/a");
  await client.publishAsync("chat/a", "still there", { qos: 1 });
  expect(await client.gets(1)).toEqual(["still there"]);
  expect(broker.cloud.warnings.filter((warning) => warning.includes("inside the local cloud"))).toEqual([]);
});
