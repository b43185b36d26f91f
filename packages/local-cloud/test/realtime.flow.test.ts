import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type MqttClient, connect as open } from "mqtt";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { LocalCloud } from "../src/boot/local-cloud.ts";
import { bootApp } from "./boot-app.ts";

const warnings: string[] = [];
const clients: MqttClient[] = [];
let cloud: LocalCloud;
let ca: Buffer;

beforeAll(async () => {
  cloud = await bootApp("realtime-app", { onWarning: (message) => warnings.push(message) });
  ca = readFileSync(join(import.meta.dirname, "realtime-app", ".local", "certificate.pem"));
});
afterAll(() => cloud?.stop());
afterEach(() => Promise.all(clients.splice(0).map((client) => client.endAsync(true))));

/** As the page of SST's example connects. */
const connect = async (password: string) => {
  const { endpoint, authorizer } = cloud.outputs;
  const client = open(`wss://${endpoint}/mqtt?x-amz-customauthorizer-name=${authorizer}`, {
    protocolVersion: 5,
    username: "",
    password,
    reconnectPeriod: 0,
    ca,
  });
  clients.push(client);
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
  });
  return client;
};

const heard = (client: MqttClient): Promise<unknown> =>
  new Promise((resolve) => client.once("message", (_, payload) => resolve(JSON.parse(payload.toString()))));

test("what a client says invokes the function of the rule, and its answer comes back", async () => {
  const client = await connect("oven");
  await client.subscribeAsync(`${cloud.outputs.rooms}/oven/heard`, { qos: 1 });
  const answer = heard(client);
  const said = JSON.stringify({ room: "oven", text: "ready" });
  await client.publishAsync(`${cloud.outputs.rooms}/oven/said`, said, { qos: 1 });
  expect(await answer).toEqual({ room: "oven", text: "ready, ready!" });
  expect(warnings).toEqual([]);
});

test("a function connects as a client, too", async () => {
  const client = await connect("kitchen");
  await client.subscribeAsync(`${cloud.outputs.rooms}/kitchen/heard`, { qos: 1 });
  const answer = heard(client);
  expect(await (await fetch(String(cloud.outputs.visitor))).text()).toBe("knocked");
  expect(await answer).toEqual({ room: "kitchen", text: "knock, knock!" });
});

test("a client gets the topics of its token alone", async () => {
  const client = await connect("oven");
  await expect(client.subscribeAsync(`${cloud.outputs.rooms}/kitchen/heard`)).rejects.toMatchObject({
    packet: { granted: [0x87] },
  });
});

test("a token that the authorizer refuses closes the connection", async () => {
  await expect(connect("7")).rejects.toMatchObject({ code: 0x87 });
  expect(warnings.join()).toContain("No such room.");
});
