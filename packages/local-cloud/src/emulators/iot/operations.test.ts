import {
  DescribeAuthorizerCommand,
  DescribeEndpointCommand,
  GetTopicRuleCommand,
  IoTClient,
  ListAuthorizersCommand,
  ListTopicRulesCommand,
} from "@aws-sdk/client-iot";
import {
  DeleteConnectionCommand,
  GetRetainedMessageCommand,
  IoTDataPlaneClient,
  ListRetainedMessagesCommand,
  PublishCommand,
} from "@aws-sdk/client-iot-data-plane";
import { afterEach, expect, test } from "vitest";
import { startTestBroker } from "./iot.fixture.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
const setUp = async () => {
  const broker = await startTestBroker();
  stops.push(broker.stop);
  return { ...broker, iot: new IoTClient(broker.config), data: new IoTDataPlaneClient(broker.config) };
};

test("Publish reaches clients, with what MQTT 5 adds", async () => {
  const { connect, data, cloud } = await setUp();
  const client = await connect();
  await client.subscribeAsync("chat/#", { qos: 1 });
  await data.send(
    new PublishCommand({
      topic: "chat/room 1",
      qos: 1,
      payload: Buffer.from('{"text":"hello"}'),
      contentType: "application/json",
      correlationData: Buffer.from("7").toString("base64"),
      userProperties: JSON.stringify([{ lang: "en" }]),
    }),
  );
  expect(await client.gets(1)).toEqual(['{"text":"hello"}']);
  expect(client.received[0]).toMatchObject({
    topic: "chat/room 1",
    properties: {
      contentType: "application/json",
      correlationData: Buffer.from("7"),
      userProperties: { lang: "en" },
    },
  });
  const [publish, deliver] = cloud.journal.hops(({ action }) => action === "Publish" || action === "Deliver");
  expect(publish).toMatchObject({
    resource: "arn:aws:iot:eu-west-1:000000000000:topic/chat/room 1",
    input: { payload: '{"text":"hello"}' },
  });
  expect(deliver).toMatchObject({ causes: [publish!.id], output: { receivers: 1 } });
});

test("Publish refuses topics with wildcards, and payloads over 128 KB", async () => {
  const { data } = await setUp();
  await expect(data.send(new PublishCommand({ topic: "chat/#" }))).rejects.toMatchObject({
    name: "InvalidRequestException",
    message: expect.stringContaining("no + or #"),
  });
  const payload = Buffer.alloc(129 * 1024);
  await expect(data.send(new PublishCommand({ topic: "chat/a", payload }))).rejects.toMatchObject({
    name: "RequestEntityTooLargeException",
  });
});

test("retained messages are listed and read", async () => {
  const { data } = await setUp();
  const payload = Buffer.from("kept");
  await data.send(new PublishCommand({ topic: "chat/a", payload, retain: true, qos: 1 }));
  const { retainedTopics } = await data.send(new ListRetainedMessagesCommand());
  expect(retainedTopics).toMatchObject([{ topic: "chat/a", payloadSize: 4, qos: 1 }]);
  const message = await data.send(new GetRetainedMessageCommand({ topic: "chat/a" }));
  expect([Buffer.from(message.payload!).toString(), message.qos]).toEqual(["kept", 1]);
  await expect(data.send(new GetRetainedMessageCommand({ topic: "chat/b" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("DeleteConnection ends a client's connection", async () => {
  const { connect, data } = await setUp();
  const client = await connect({ clientId: "ann" });
  await data.send(new DeleteConnectionCommand({ clientId: "ann" }));
  await client.closed;
  await expect(data.send(new DeleteConnectionCommand({ clientId: "ann" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("rules invoke functions with payloads that are JSON, and tell their error action of others", async () => {
  const { addRule, data, invocations, cloud } = await setUp();
  const { arn, name } = await addRule("Rooms", {
    sql: "SELECT * FROM 'chat/+/messages'",
    lambdas: [{ functionArn: "on-message" }],
    errorAction: { lambda: { functionArn: "on-error" } },
  });
  await addRule("Off", { sql: "SELECT * FROM '#'", lambdas: [{ functionArn: "off" }], enabled: false });
  const publish = (topic: string, text: string) =>
    data.send(new PublishCommand({ topic, payload: Buffer.from(text) }));
  await publish("chat/a/messages", '{"text":"hello"}');
  await publish("chat/a/typing", '{"text":"ignored"}');
  await publish(`$aws/rules/${name}/chat/a`, '{"text":"straight to the rule"}');
  await publish("chat/a/messages", "no JSON");
  await expect.poll(() => invocations.map(({ FunctionName }) => FunctionName)).toHaveLength(3);
  expect(invocations.map(({ FunctionName, event }) => [FunctionName, event])).toEqual([
    ["on-message", { text: "hello" }],
    ["on-message", { text: "straight to the rule" }],
    [
      "on-error",
      expect.objectContaining({
        ruleName: name,
        base64OriginalPayload: Buffer.from("no JSON").toString("base64"),
      }),
    ],
  ]);
  expect(invocations[0]!.caller).toMatchObject({
    principal: { kind: "service", service: "iot.amazonaws.com", sourceArn: arn },
  });
  expect(cloud.warnings.join()).toContain("its payload is no JSON object or list");
});

test("the control plane describes what the config declares", async () => {
  const { iot, addRule, authorizer, gateway } = await setUp();
  await addRule("Rooms", { sql: "SELECT * FROM 'chat/#'", lambdas: [{ functionArn: "on-message" }] });
  expect(await iot.send(new DescribeEndpointCommand({ endpointType: "iot:Data-ATS" }))).toMatchObject({
    endpointAddress: new URL(gateway.endpoint).host,
  });
  await expect(iot.send(new DescribeEndpointCommand({ endpointType: "iot:Jobs" }))).rejects.toMatchObject({
    name: "InvalidRequestException",
  });
  const { authorizers } = await iot.send(new ListAuthorizersCommand());
  expect(authorizers).toMatchObject([{ authorizerName: authorizer }]);
  const described = await iot.send(new DescribeAuthorizerCommand({ authorizerName: authorizer }));
  expect(described.authorizerDescription).toMatchObject({ status: "ACTIVE", signingDisabled: true });
  const { rules } = await iot.send(new ListTopicRulesCommand());
  const ruleName = rules![0]!.ruleName!;
  expect(ruleName).toMatch(/^Rooms_\w+$/);
  const { rule } = await iot.send(new GetTopicRuleCommand({ ruleName }));
  expect(rule).toMatchObject({
    sql: "SELECT * FROM 'chat/#'",
    actions: [{ lambda: { functionArn: "on-message" } }],
  });
  await expect(iot.send(new GetTopicRuleCommand({ ruleName: "Nothing" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("a rule that says more than the local cloud reads is refused with what to do instead", async () => {
  const { addRule } = await setUp();
  await expect(addRule("Hot", { sql: "SELECT VALUE temperature FROM 'ovens/#'" })).rejects.toThrow(
    /reads SELECT of .* this is .*SELECT VALUE temperature FROM 'ovens\/#'.*; do the rest in the function/,
  );
});

test("a rule selects, and only of the messages that its condition holds for", async () => {
  const { addRule, data, invocations } = await setUp();
  await addRule("Hot", {
    sql: "SELECT degrees, topic(2) AS oven FROM 'ovens/+' WHERE degrees > 200",
    lambdas: [{ functionArn: "on-hot" }],
  });
  for (const degrees of [180, 230])
    await data.send(
      new PublishCommand({ topic: "ovens/b", payload: Buffer.from(JSON.stringify({ degrees, more: 1 })) }),
    );
  await expect.poll(() => invocations.map(({ event }) => event)).toEqual([{ degrees: 230, oven: "b" }]);
});
