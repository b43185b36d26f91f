import {
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";
import { queueArn, startEventBus } from "./event-bus.fixture.ts";

const setUp = async () => {
  const bus = await startEventBus();
  bus.provision("eventBus:EventBus", "Shop", { name: "shop" });
  return bus;
};

const entry = { Source: "bakery", DetailType: "Baked", Detail: "{}", EventBusName: "shop" };

test("rules and targets come and go", async () => {
  const { client, receive } = await setUp();
  const EventPattern = JSON.stringify({ source: ["bakery"] });
  const rule = await client.send(new PutRuleCommand({ Name: "all", EventBusName: "shop", EventPattern }));
  expect(rule.RuleArn).toBe("arn:aws:events:eu-west-1:000000000000:rule/shop/all");
  await client.send(
    new PutTargetsCommand({
      Rule: "all",
      EventBusName: "shop",
      Targets: [{ Id: "q", Arn: queueArn("orders") }],
    }),
  );
  await client.send(new PutEventsCommand({ Entries: [{ ...entry, Time: new Date(0) }] }));
  const [sent] = await receive(1);
  expect(JSON.parse(String(sent!.input.MessageBody)).time).toBe("1970-01-01T00:00:00Z");

  expect(await client.send(new DescribeRuleCommand({ Name: "all", EventBusName: "shop" }))).toMatchObject({
    Name: "all",
    EventPattern,
    State: "ENABLED",
    EventBusName: "shop",
    CreatedBy: "000000000000",
  });
  expect(
    (await client.send(new ListTargetsByRuleCommand({ Rule: "all", EventBusName: "shop" }))).Targets,
  ).toEqual([{ Id: "q", Arn: queueArn("orders") }]);
  const remove = () => client.send(new DeleteRuleCommand({ Name: "all", EventBusName: "shop" }));
  await expect(remove()).rejects.toThrow("Rule can't be deleted since it has targets.");
  await client.send(new RemoveTargetsCommand({ Rule: "all", EventBusName: "shop", Ids: ["q"] }));
  await remove();
  expect((await client.send(new ListRulesCommand({ EventBusName: "shop" }))).Rules).toEqual([]);
});

test("lists in pages", async () => {
  const { client } = await setUp();
  for (const n of [1, 2, 3]) {
    await client.send(new PutRuleCommand({ Name: `rule-${n}`, EventPattern: '{"source":["a"]}' }));
  }
  const first = await client.send(new ListRulesCommand({ NamePrefix: "rule-", Limit: 2 }));
  const second = await client.send(
    new ListRulesCommand({ NamePrefix: "rule-", Limit: 2, NextToken: first.NextToken }),
  );
  expect([first, second].map(({ Rules }) => Rules?.map(({ Name }) => Name))).toEqual([
    ["rule-1", "rule-2"],
    ["rule-3"],
  ]);
  expect(second.NextToken).toBeUndefined();
});

test("describes buses", async () => {
  const { cloud, client, provision } = await setUp();
  const before = cloud.clock.now();
  provision("eventBus:EventBus", "Kitchen", { name: "kitchen", description: "What the bakers say" });
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  provision("eventBusPolicy:EventBusPolicy", "Policy", { eventBusName: "shop", policy });
  expect(await client.send(new DescribeEventBusCommand({ Name: "shop" }))).toMatchObject({
    Name: "shop",
    Arn: "arn:aws:events:eu-west-1:000000000000:event-bus/shop",
    Policy: policy,
  });
  const { EventBuses } = await client.send(new ListEventBusesCommand({}));
  const arn = "arn:aws:events:eu-west-1:000000000000:event-bus";
  expect(cloud.resourcePolicies.policyOf(`${arn}/shop`)).toEqual(JSON.parse(policy));
  const times = { CreationTime: expect.any(Date), LastModifiedTime: expect.any(Date) };
  expect(EventBuses).toEqual([
    { Name: "default", Arn: `${arn}/default`, ...times },
    { Name: "shop", Arn: `${arn}/shop`, Policy: policy, ...times },
    { Name: "kitchen", Arn: `${arn}/kitchen`, Description: "What the bakers say", ...times },
  ]);
  const bornAt = EventBuses![2]!.CreationTime!.getTime();
  expect(bornAt).toBeGreaterThanOrEqual(before);
  expect(bornAt).toBeLessThanOrEqual(cloud.clock.now());
});

test("rejects single entries and takes the others", async () => {
  const { client } = await setUp();
  const entries = [
    entry,
    { ...entry, Source: undefined },
    { ...entry, DetailType: undefined },
    { ...entry, Detail: undefined },
    { ...entry, Detail: "[]" },
    { ...entry, Detail: "{" },
    { ...entry, Source: "aws.bread" },
  ];
  const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: entries }));
  expect(FailedEntryCount).toBe(6);
  expect(
    Entries?.map(({ EventId, ErrorCode, ErrorMessage }) =>
      EventId ? "taken" : `${ErrorCode}: ${ErrorMessage}`,
    ),
  ).toEqual([
    "taken",
    "InvalidArgument: Parameter Source is not valid. Reason: Source is a required argument.",
    "InvalidArgument: Parameter DetailType is not valid. Reason: DetailType is a required argument.",
    "InvalidArgument: Parameter Detail is not valid. Reason: Detail is a required argument.",
    "MalformedDetail: Detail is malformed.",
    "MalformedDetail: Detail is malformed.",
    "NotAuthorizedForSourceException: Not authorized for the source.",
  ]);
});

test("rejects whole requests over the limits", async () => {
  const { client } = await setUp();
  const put = (entries: (typeof entry)[]) => client.send(new PutEventsCommand({ Entries: entries }));
  await expect(put(Array.from({ length: 11 }, () => entry))).rejects.toThrow(
    "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10",
  );
  await expect(put([])).rejects.toThrow("greater than or equal to 1");
  const half = JSON.stringify({ text: "x".repeat(512 * 1024) });
  await expect(
    put([
      { ...entry, Detail: half },
      { ...entry, Detail: half },
    ]),
  ).rejects.toMatchObject({
    name: "ValidationException",
    message: "Total size of the entries in the request is over the limit.",
  });
});

test("answers 200 for a bus that does not exist, as AWS does, but says so", async () => {
  const { client, cloud } = await setUp();
  const { FailedEntryCount } = await client.send(
    new PutEventsCommand({ Entries: [{ ...entry, EventBusName: "shopp" }] }),
  );
  expect(FailedEntryCount).toBe(0);
  expect(cloud.warnings[0]).toContain("PutEvents names the event bus shopp, which does not exist");
});

test("tests patterns", async () => {
  const { client } = await setUp();
  const event = {
    id: "1",
    account: "000000000000",
    source: "bakery",
    time: "2026-11-01T00:00:00Z",
    region: "eu-west-1",
    "detail-type": "Baked",
  };
  const run = (EventPattern: string, Event = JSON.stringify(event)) =>
    client.send(new TestEventPatternCommand({ EventPattern, Event }));
  expect((await run('{"source":["bakery"]}')).Result).toBe(true);
  expect((await run('{"source":["shop"]}')).Result).toBe(false);
  await expect(run('{"source":"bakery"}')).rejects.toMatchObject({ name: "InvalidEventPatternException" });
  const listed = JSON.stringify({ ...event, "detail-type": ["Baked"] });
  expect((await run('{"detail-type":["Baked"]}', listed)).Result).toBe(true);
  const incomplete = Object.keys(event).map((missing) => JSON.stringify({ ...event, [missing]: undefined }));
  for (const Event of ["[]", "null", "bakery", ...incomplete])
    await expect(run('{"source":["bakery"]}', Event)).rejects.toMatchObject({
      name: "ValidationException",
      message: "Parameter Event is not valid.",
    });
});

test.each([
  ["two words", "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+"],
  ["x".repeat(65), "Member must have length less than or equal to 64"],
])("refuses the target id %j", async (Id, constraint) => {
  const { client } = await setUp();
  await client.send(new PutRuleCommand({ Name: "all", EventPattern: '{"source":["a"]}' }));
  const Targets = [
    { Id: "good", Arn: queueArn("q") },
    { Id, Arn: queueArn("q") },
  ];
  await expect(client.send(new PutTargetsCommand({ Rule: "all", Targets }))).rejects.toMatchObject({
    name: "ValidationException",
    message: `1 validation error detected: Value '${Id}' at 'targets.2.member.id' failed to satisfy constraint: ${constraint}`,
  });
});

test("refuses a sixth target, and rules that do not exist", async () => {
  const { client } = await setUp();
  await client.send(new PutRuleCommand({ Name: "all", EventPattern: '{"source":["a"]}' }));
  const Targets = Array.from({ length: 6 }, (_, n) => ({ Id: `t${n}`, Arn: queueArn(`q${n}`) }));
  await expect(client.send(new PutTargetsCommand({ Rule: "all", Targets }))).rejects.toMatchObject({
    name: "LimitExceededException",
  });
  await expect(client.send(new DescribeRuleCommand({ Name: "nobody" }))).rejects.toThrow(
    "Rule nobody does not exist on EventBus default.",
  );
});
