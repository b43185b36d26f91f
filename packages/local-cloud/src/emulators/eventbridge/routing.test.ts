import { expect, test } from "vitest";
import { createEventBusFixture, queueArn, roleArn } from "./event-bus.fixture.ts";

const pattern = { source: ["bakery"] };

test("sends the whole event to a queue, as the service on behalf of the rule", async () => {
  const bus = createEventBusFixture();
  const ruleArn = bus.route(pattern, { arn: queueArn("orders"), sqsTarget: { messageGroupId: "g" } });
  const { Entries } = (await bus.put({ n: 1 }, { Resources: ["tray"], Time: 1_700_000_000 })) as {
    Entries: { EventId: string }[];
  };
  const [sent] = await bus.receive(1);
  expect(sent!.input).toMatchObject({
    QueueUrl: "http://127.0.0.1:4566/000000000000/orders",
    MessageGroupId: "g",
  });
  expect(JSON.parse(String(sent!.input.MessageBody))).toEqual({
    version: "0",
    id: Entries[0]!.EventId,
    "detail-type": "Baked",
    source: "bakery",
    account: "000000000000",
    time: "2023-11-14T22:13:20Z",
    region: "eu-west-1",
    resources: ["tray"],
    detail: { n: 1 },
  });
  expect(sent!.caller.principal).toEqual({
    kind: "service",
    service: "events.amazonaws.com",
    sourceArn: ruleArn,
  });
});

test("a detail keeps its numbers and texts, and loses the space between them", async () => {
  const bus = createEventBusFixture();
  bus.route(pattern, { arn: queueArn("orders") });
  const Detail = ' { "price" : 1.50,\n\t"note": "a \\"b\\" , c\\\\", "list" : [ 1e2, { } ] } ';
  await bus.put({}, { Detail });
  const [sent] = await bus.receive(1);
  expect(sent!.input.MessageBody).toContain(
    ',"detail":{"price":1.50,"note":"a \\"b\\" , c\\\\","list":[1e2,{}]}}',
  );
});

test.each([
  [
    "sns",
    "arn:aws:sns:eu-west-1:000000000000:news",
    { TopicArn: "arn:aws:sns:eu-west-1:000000000000:news", Message: '{"n":1}' },
  ],
  [
    "lambda",
    "arn:aws:lambda:eu-west-1:000000000000:function:bake",
    {
      FunctionName: "arn:aws:lambda:eu-west-1:000000000000:function:bake",
      InvocationType: "Event",
      Payload: '{"n":1}',
    },
  ],
  [
    "states",
    "arn:aws:states:eu-west-1:000000000000:stateMachine:fulfil",
    { stateMachineArn: "arn:aws:states:eu-west-1:000000000000:stateMachine:fulfil", input: '{"n":1}' },
  ],
])("calls a target of %s as the target's role", async (service, arn, input) => {
  const bus = createEventBusFixture();
  bus.route(pattern, { arn, roleArn, inputPath: "$.detail" });
  await bus.put({ n: 1 });
  const [sent] = await bus.receive(1);
  expect(sent).toMatchObject({ service, input, caller: { principal: { kind: "role", arn: roleArn } } });
});

test("forwards to another bus, whose rules see the event", async () => {
  const bus = createEventBusFixture();
  bus.provision("eventBus:EventBus", "Archive", { name: "archive" });
  bus.provision("eventRule:EventRule", "All", {
    name: "all",
    eventBusName: "arn:aws:events:eu-west-1:000000000000:event-bus/archive",
    eventPattern: JSON.stringify({ detail: { n: [1] } }),
  });
  bus.provision("eventTarget:EventTarget", "AllTarget", {
    rule: "all",
    eventBusName: "archive",
    arn: queueArn("all"),
  });
  bus.route(pattern, { arn: "arn:aws:events:eu-west-1:000000000000:event-bus/archive" });
  await bus.put({ n: 1 });
  const [sent] = await bus.receive(1);
  expect(JSON.parse(String(sent!.input.MessageBody))).toMatchObject({ source: "bakery", detail: { n: 1 } });
});

test("transforms the input", async () => {
  const bus = createEventBusFixture();
  bus.route(pattern, {
    arn: queueArn("orders"),
    inputTransformer: {
      inputPaths: { n: "$.detail.n" },
      inputTemplate: '{"number": <n>, "rule": <aws.events.rule-name>}',
    },
  });
  await bus.put({ n: 1 });
  const [sent] = await bus.receive(1);
  expect(sent!.input.MessageBody).toBe('{"number": 1, "rule": "Route"}');
});

test("passes over events that do not match and rules that are disabled", async () => {
  const bus = createEventBusFixture();
  bus.provision("eventRule:EventRule", "Off", {
    name: "off",
    eventBusName: "shop",
    state: "DISABLED",
    eventPattern: JSON.stringify(pattern),
  });
  bus.provision("eventTarget:EventTarget", "OffTarget", {
    rule: "off",
    eventBusName: "shop",
    arn: queueArn("off"),
  });
  bus.route(pattern, { arn: queueArn("orders") });
  await bus.put({}, { Source: "elsewhere" });
  await bus.put({ n: 1 });
  const received = await bus.receive(1);
  expect(received.map(({ input }) => input.QueueUrl)).toEqual(["http://127.0.0.1:4566/000000000000/orders"]);
});

test("keeps the causes together from the caller to the target", async () => {
  const bus = createEventBusFixture();
  const ruleArn = bus.route(pattern, { arn: queueArn("orders"), inputPath: "$.detail" });
  await bus.put({ n: 1 });
  await bus.receive(1);
  const hops = bus.cloud.journal.hops();
  expect(hops.map(({ action }) => action)).toEqual(["PutEvents", "AcceptEvent", "Deliver", "SendMessage"]);
  for (const [index, hop] of hops.entries())
    expect(hop.causes).toEqual(index === 0 ? [] : [hops[index - 1]!.id]);
  expect(hops[2]).toMatchObject({
    resource: queueArn("orders"),
    source: ruleArn,
    input: { event: { detail: { n: 1 } }, payload: '{"n":1}' },
  });
});

test("follows the faults: an event twice, one of them late", async () => {
  const bus = createEventBusFixture();
  bus.cloud.faults.delivery = ({ service }) => (service === "events" ? [0, 60_000] : [0]);
  bus.route(pattern, { arn: queueArn("orders") });
  await bus.put({ n: 1 });
  await bus.receive(1);
  bus.cloud.clock.advance(60_000);
  const [first, second] = await bus.receive(2);
  expect(second!.input).toEqual(first!.input);
});

test("a rule on a bus nobody declares stops the start", () => {
  const bus = createEventBusFixture();
  const lost = { name: "lost", eventBusName: "nowhere", eventPattern: JSON.stringify(pattern) };
  bus.provision("eventRule:EventRule", "Lost", lost);
  Object.assign(bus.cloud.graph, {
    resources: [{ type: "aws:cloudwatch/eventRule:EventRule", name: "Lost", inputs: lost }],
  });
  expect(() => bus.emulator.start?.()).toThrow("Rule Lost is on the event bus nowhere, which no resource");
});

test("takes what a service publishes for the default bus", async () => {
  const bus = createEventBusFixture();
  bus.provision("eventRule:EventRule", "Ended", { name: "ended", eventPattern: '{"source":["aws.lambda"]}' });
  bus.provision("eventTarget:EventTarget", "Ended", { rule: "ended", arn: queueArn("ended") });
  void bus.emulator.start?.();
  const detail = { status: "SUCCEEDED" };
  bus.cloud.publish({ source: "aws.lambda", detailType: "Status Change", detail, causes: [] });
  const [sent] = await bus.receive(1);
  expect(JSON.parse(String(sent!.input.MessageBody))).toMatchObject({
    source: "aws.lambda",
    "detail-type": "Status Change",
    resources: [],
    detail,
  });
});

test("says which rules wait for events that only AWS publishes", () => {
  const bus = createEventBusFixture();
  bus.route({ source: ["aws.ec2"] }, { arn: queueArn("ended") }, "Ended");
  bus.route({ source: ["aws.ec2", "bakery"] }, { arn: queueArn("both") }, "Both");
  expect(bus.cloud.warnings).toEqual([
    expect.stringMatching(/^Rule Ended waits for events of aws.ec2, which services of AWS publish/),
  ]);
});

test.each([
  ["a bad pattern", { eventPattern: '{"a":"x"}' }, {}, '"a" must be an object or an array'],
  [
    "an unknown kind of target",
    {},
    { arn: "arn:aws:firehose:eu-west-1:000000000000:deliverystream/s" },
    "the local cloud delivers events to",
  ],
  [
    "a state machine without role",
    {},
    { arn: "arn:aws:states:eu-west-1:000000000000:stateMachine:m" },
    "RoleArn is required",
  ],
  [
    "two inputs",
    {},
    { arn: queueArn("q"), input: "{}", inputPath: "$.detail" },
    "Only one of Input, InputPath",
  ],
  ["an input that is not JSON", {}, { arn: queueArn("q"), input: "{" }, "JSON syntax error in input"],
  [
    "a rule that does not exist",
    {},
    { arn: queueArn("q"), rule: "nobody" },
    "which no resource of the config declares",
  ],
])("names the resource of %s", (_, rule, target, message) => {
  const bus = createEventBusFixture();
  bus.provision("eventBus:EventBus", "Shop", { name: "shop" });
  const start = () => {
    bus.provision("eventRule:EventRule", "R", {
      name: "r",
      eventBusName: "shop",
      eventPattern: JSON.stringify(pattern),
      ...rule,
    });
    bus.provision("eventTarget:EventTarget", "T", {
      rule: "r",
      eventBusName: "shop",
      arn: queueArn("q"),
      ...target,
    });
    void bus.emulator.start?.();
  };
  expect(start).toThrow(/^aws:cloudwatch\/event(Rule|Target):Event(Rule|Target) [RT]: /);
  expect(start).toThrow(message);
});
