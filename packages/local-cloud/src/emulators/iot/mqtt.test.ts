import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startTestBroker } from "./iot.fixture.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
const setUp = async () => {
  const broker = await startTestBroker();
  stops.push(broker.stop);
  return broker;
};

test.each([4, 5] as const)(
  "MQTT %i: a message reaches who subscribed to its topic, and no other",
  async (protocolVersion) => {
    const { connect } = await setUp();
    const [ann, bob, ear] = await Promise.all([1, 2, 3].map(() => connect({ protocolVersion })));
    await ann!.subscribeAsync("chat/room1", { qos: 1 });
    await ear!.subscribeAsync(["chat/+/typing", "chat/#"], { qos: 1 });
    await bob!.publishAsync("chat/room2", "to another room", { qos: 1 });
    await bob!.publishAsync("chat/room1", "hello", { qos: 1 });
    await bob!.publishAsync("chat/room1/typing", "…", { qos: 0 });
    expect(await ann!.gets(1)).toEqual(["hello"]);
    expect(await ear!.gets(3)).toEqual(["to another room", "hello", "…"]);
  },
);

test("the authorizer is asked as AWS asks it, and its policy holds for topics", async () => {
  const { connect, invocations, authorizer, cloud } = await setUp();
  const client = await connect({ clientId: "ann", username: "", password: "chat" });
  expect(invocations).toMatchObject([
    {
      FunctionName: "authorizer",
      event: {
        signatureVerified: false,
        protocols: ["tls", "http", "mqtt"],
        protocolData: {
          http: { queryString: `?x-amz-customauthorizer-name=${authorizer}` },
          mqtt: { username: "", password: Buffer.from("chat").toString("base64"), clientId: "ann" },
        },
        connectionMetadata: { id: expect.any(String) },
      },
      caller: { principal: { kind: "service", service: "iot.amazonaws.com" } },
    },
  ]);
  await expect(client.subscribeAsync("secret/room1")).rejects.toMatchObject({ packet: { granted: [0x87] } });
  await expect(client.publishAsync("secret/room1", "x", { qos: 1 })).rejects.toMatchObject({ code: 0x87 });
  const hop = await cloud.journal.waitFor(({ action, error }) => action === "Publish" && error !== undefined);
  expect(hop.error?.message).toContain("does not allow iot:Publish");

  const old = await connect({ protocolVersion: 4, clientId: "old" });
  await expect(old.subscribeAsync("secret/room1")).rejects.toMatchObject({ packet: { granted: [0x80] } });
  old.publish("secret/room1", "x");
  await old.closed;
});

test("the authorizer may be named behind the user name, as AWS's SDK does", async () => {
  const { connect, invocations, authorizer, gateway } = await setUp();
  const username = `ann?x-amz-customauthorizer-name=${authorizer}`;
  await connect({ username, protocolVersion: 4 }, `${gateway.endpoint.replace("http", "ws")}/mqtt`);
  expect(invocations).toMatchObject([{ event: { protocolData: { mqtt: { username } } } }]);
});

test("who is not authenticated, or has a policy without iot:Connect, is not let in", async () => {
  const { connect, answers, cloud, url } = await setUp();
  answers.authorizer = () => ({ isAuthenticated: false });
  await expect(connect()).rejects.toMatchObject({ code: 0x87 });
  await expect(connect({ protocolVersion: 4 })).rejects.toMatchObject({ code: 5 });
  answers.authorizer = () => ({ isAuthenticated: true, principalId: "not a principal" });
  await expect(connect()).rejects.toMatchObject({ code: 0x87 });
  expect(cloud.warnings.at(-1)).toMatch(/has to return .*principalId.*1 to 128 letters and digits/s);
  await expect(connect({}, url.replace(/name=.*/, "name=Nobody"))).rejects.toMatchObject({ code: 0x87 });
  expect(cloud.warnings.at(-1)).toContain("There is no active authorizer Nobody");
});

test("the authorizer is asked again after the time it said, and a client is disconnected after the other", async () => {
  const { connect, answers, invocations, cloud } = await setUp();
  const client = await connect();
  await client.publishAsync("chat/a", "in time", { qos: 1 });
  expect(invocations).toHaveLength(1);
  cloud.clock.advance(301_000);
  await client.publishAsync("chat/a", "asked again", { qos: 1 });
  expect(invocations).toHaveLength(2);
  answers.authorizer = () => ({ isAuthenticated: false });
  cloud.clock.advance(301_000);
  client.publish("chat/a", "no more");
  await client.closed;

  const { connect: again, cloud: other } = await setUp();
  const long = await again();
  other.clock.advance(86_400_000);
  await long.closed;
});

test("a client with a signed URL may what its role may", async () => {
  const { connect, gateway, cloud } = await setUp();
  cloud.guard({
    missing: (principal, needed) =>
      needed.find(
        ({ resource }) =>
          principal.kind === "role" && !resource.endsWith("/chat/a") && !resource.includes("client/"),
      ),
  });
  const { accessKeyId } = cloud.issueCredentials({
    principal: { kind: "role", arn: "arn:aws:iam::000000000000:role/web" },
    causes: () => [],
  });
  const url = `${gateway.endpoint.replace("http", "ws")}/mqtt?X-Amz-Credential=${accessKeyId}%2F20260101%2Feu-west-1%2Fiotdevicegateway%2Faws4_request`;
  const client = await connect({}, url);
  await client.subscribeAsync("chat/a");
  await expect(client.subscribeAsync("chat/b")).rejects.toMatchObject({ packet: { granted: [0x87] } });
});

test("the endpoint speaks TLS, too, with a certificate that stays", async () => {
  const { connect, cloud, url, gateway } = await setUp();
  const ca = readFileSync(join(cloud.localFolder, "certificate.pem"));
  const secure = url.replace("ws:", "wss:");
  const client = await connect({ ca }, secure);
  await client.subscribeAsync("chat/a");
  await client.publishAsync("chat/a", "over TLS", { qos: 1 });
  expect(await client.gets(1)).toEqual(["over TLS"]);
  await expect(connect({}, secure)).rejects.toThrow(/self-signed/);
  const page = await fetch(`${gateway.endpoint}/mqtt`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("reload them")]);
});

test("what MQTT 5 adds to a message arrives with it, until it expires", async () => {
  const { connect, cloud } = await setUp();
  const ann = await connect();
  await ann.subscribeAsync("chat/#", { qos: 1 });
  const properties = {
    contentType: "text/plain",
    responseTopic: "chat/answers",
    correlationData: Buffer.from("7"),
    userProperties: { lang: "en" },
    messageExpiryInterval: 60,
  };
  const bob = await connect();
  await bob.publishAsync("chat/a", "hello", { qos: 1, properties });
  await ann.gets(1);
  expect(ann.received[0]!.properties).toMatchObject(properties);
  await bob.publishAsync("chat/a", "kept", { qos: 1, retain: true, properties });
  cloud.clock.advance(61_000);
  const late = await connect();
  await late.subscribeAsync("chat/a", { qos: 1 });
  await bob.publishAsync("chat/a", "later", { qos: 1 });
  expect(await late.gets(1)).toEqual(["later"]);
});

test("a topic alias stands for its topic, and only within a connection", async () => {
  const { connect } = await setUp();
  const ann = await connect();
  await ann.subscribeAsync("chat/#", { qos: 1 });
  const bob = await connect();
  await bob.publishAsync("chat/long/topic", "1", { qos: 1, properties: { topicAlias: 1 } });
  await bob.publishAsync("", "2", { qos: 1, properties: { topicAlias: 1 } });
  await ann.gets(2);
  expect(ann.received.map(({ topic }) => topic)).toEqual(["chat/long/topic", "chat/long/topic"]);
  const other = await connect();
  other.publish("", "3", { properties: { topicAlias: 2 } });
  await other.closed;
});

test("retained messages come with a subscription, as its options say", async () => {
  const { connect } = await setUp();
  const bob = await connect();
  await bob.publishAsync("chat/a", "kept", { qos: 1, retain: true });
  const ann = await connect();
  await ann.subscribeAsync("chat/a", { qos: 1 });
  await ann.gets(1);
  expect(ann.received[0]).toMatchObject({ text: "kept", retain: true });
  await ann.subscribeAsync("chat/a", { qos: 1, rh: 1, rap: true });
  await bob.publishAsync("chat/a", "", { qos: 1, retain: true });
  expect(await ann.gets(2)).toEqual(["kept", ""]);
  expect(ann.received[1]!.retain).toBe(true);
  await ann.subscribeAsync("chat/+", { qos: 1, nl: true });
  await ann.unsubscribeAsync("chat/a");
  await ann.publishAsync("chat/a", "not to me", { qos: 1 });
  await bob.publishAsync("chat/a", "to ann", { qos: 1 });
  expect(await ann.gets(3)).toEqual(["kept", "", "to ann"]);
});

test.each([
  ["QoS 2", "chat/a", { qos: 2 as const }, "x"],
  ["a topic of the broker's own", "$aws/things/x", {}, "x"],
  ["a topic with more than eight levels", "chat/2/3/4/5/6/7/8/9", {}, "x"],
  ["more than 128 KB", "chat/a", {}, "x".repeat(129 * 1024)],
])("%s ends the connection", async (_, topic, options, payload) => {
  const { connect } = await setUp();
  const client = await connect({ protocolVersion: 4 });
  client.publish(topic, payload, options);
  await client.closed;
});
