import {
  CancelReplayCommand,
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  ListReplaysCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";
import { arn, setUpArchives } from "./archives.fixture.ts";
import { queueArn } from "./event-bus.fixture.ts";

test("brings events again as they were, with the name of the replay", async () => {
  const { createArchive, put, arrive, startReplay, describeReplay, ends, receive, bodies, ruleArn } =
    await setUpArchives();
  await createArchive();
  await put({ text: 'a,"detail":b', n: 1.0, nested: { deep: [null] } }, { Resources: ["r-1"] });
  await receive(1);
  arrive();
  expect(await startReplay("again", { Description: "once more" })).toMatchObject({
    ReplayArn: arn("replay/again"),
    State: "STARTING",
    ReplayStartTime: expect.any(Date),
  });
  await ends("again");
  const [first, second] = bodies();
  expect(second).toEqual({ ...first, "replay-name": "again" });
  // In the order in which AWS was recorded to write them.
  expect(Object.keys(second!).join()).toBe(
    "version,id,detail-type,source,account,time,region,replay-name,resources,detail",
  );
  const { $metadata, ...described } = await describeReplay("again");
  expect(described).toEqual({
    ReplayName: "again",
    ReplayArn: arn("replay/again"),
    Description: "once more",
    State: "COMPLETED",
    EventSourceArn: arn("archive/all"),
    Destination: { Arn: arn("event-bus/shop") },
    EventStartTime: expect.any(Date),
    EventEndTime: expect.any(Date),
    EventLastReplayedTime: new Date(String(first!.time)),
    ReplayStartTime: expect.any(Date),
    ReplayEndTime: expect.any(Date),
  });
  expect(ruleArn).toBe(arn("rule/shop/Route"));
});

test("an archive does not keep what is replayed", async () => {
  const { client, cloud, createArchive, put, arrive, startReplay, ends } = await setUpArchives();
  await createArchive();
  await put({ n: 1 });
  arrive();
  await startReplay("again");
  await ends("again");
  arrive();
  cloud.clock.advance(5 * 60_000);
  expect((await client.send(new DescribeArchiveCommand({ ArchiveName: "all" }))).EventCount).toBe(1);
});

test("goes to the rules it is for, and that match", async () => {
  const { client, createArchive, put, arrive, startReplay, ends, receive, bodies, received, ruleArn } =
    await setUpArchives();
  await createArchive();
  const rule = async (Name: string, pattern: object) => {
    const EventPattern = JSON.stringify(pattern);
    const { RuleArn } = await client.send(new PutRuleCommand({ Name, EventBusName: "shop", EventPattern }));
    const Targets = [{ Id: Name, Arn: queueArn(Name) }];
    await client.send(new PutTargetsCommand({ Rule: Name, EventBusName: "shop", Targets }));
    return RuleArn!;
  };
  const deaf = await rule("deaf", { source: ["bakery"], "replay-name": [{ exists: false }] });
  await rule("other", { source: ["bakery"] });
  await put({ n: 1 });
  await receive(3);
  arrive();
  await startReplay("again", { Destination: { Arn: arn("event-bus/shop"), FilterArns: [ruleArn, deaf] } });
  await ends("again");
  expect(bodies().filter((body) => body["replay-name"])).toHaveLength(1);
  expect(received.at(-1)?.caller.source).toBe(ruleArn);
});

test("replays minute by minute, and within a minute in an order that depends on its name alone", async () => {
  const start = Date.UTC(2026, 10, 1, 7);
  const numbers = Array.from({ length: 60 }, (_, n) => n);
  const orders = async (...names: string[]) => {
    const { createArchive, put, arrive, startReplay, ends, receive, bodies } = await setUpArchives();
    await createArchive();
    // The later minute comes first.
    for (const n of numbers) {
      const minute = n < 30 ? 1 : 0;
      await put({ n, minute }, { Time: new Date(start + minute * 60_000 + n * 1000) });
    }
    await receive(60);
    arrive();
    for (const name of names) {
      await startReplay(name, { EventStartTime: new Date(start) });
      await ends(name);
    }
    return names.map((name) =>
      bodies()
        .filter((body) => body["replay-name"] === name)
        .map(({ detail }) => detail as { n: number; minute: number }),
    );
  };
  const [one = [], two = []] = await orders("one", "two");
  expect(one.map(({ minute }) => minute)).toEqual([...Array(30).fill(0), ...Array(30).fill(1)]);
  const inOrder = [...numbers.slice(30), ...numbers.slice(0, 30)];
  expect(one.map(({ n }) => n)).not.toEqual(inOrder);
  expect(one.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(numbers);
  expect(two).not.toEqual(one);
  expect(await orders("one")).toEqual([one]);
});

test("takes what lies in its time, the end left out", async () => {
  const { cloud, createArchive, put, arrive, startReplay, ends, receive, bodies } = await setUpArchives();
  await createArchive();
  const start = Math.floor(cloud.clock.now() / 1000) * 1000 - 10_000;
  for (const n of [0, 1, 2, 3]) await put({ n }, { Time: new Date(start + n * 1000) });
  await receive(4);
  arrive();
  await startReplay("middle", {
    EventStartTime: new Date(start + 1000),
    EventEndTime: new Date(start + 3000),
  });
  await ends("middle");
  const replayed = bodies().filter((body) => body["replay-name"]);
  expect(replayed.map(({ detail }) => (detail as { n: number }).n).toSorted()).toEqual([1, 2]);
});

test("brings nothing that has not arrived yet, or is too old", async () => {
  const { cloud, createArchive, put, arrive, startReplay, ends, receive, bodies } = await setUpArchives();
  await createArchive({ RetentionDays: 1 });
  await put({ n: 1 });
  await startReplay("early");
  await ends("early");
  await receive(1);
  arrive();
  cloud.clock.advance(25 * 3_600_000);
  await startReplay("late");
  await ends("late");
  expect(bodies().filter((body) => body["replay-name"])).toEqual([]);
});

test("a delivery may come twice, as any other", async () => {
  const { cloud, createArchive, put, arrive, startReplay, ends, receive, bodies } = await setUpArchives();
  await createArchive();
  await put({ n: 1 });
  await receive(1);
  arrive();
  cloud.faults.delivery = () => [0, 0];
  await startReplay("again");
  await ends("again");
  expect(bodies().filter((body) => body["replay-name"])).toHaveLength(2);
});

test("is cancelled while it starts or runs, and not afterwards", async () => {
  const { client, createArchive, put, arrive, startReplay, ends, describeReplay, bodies } =
    await setUpArchives();
  await createArchive();
  for (let n = 0; n < 3; n += 1) await put({ n });
  arrive();
  await startReplay("again");
  expect(await client.send(new CancelReplayCommand({ ReplayName: "again" }))).toMatchObject({
    ReplayArn: arn("replay/again"),
    State: "CANCELLING",
  });
  expect(await describeReplay("again")).toMatchObject({ State: "CANCELLING" });
  await ends("again", "CANCELLED");
  expect(bodies().filter((body) => body["replay-name"])).toEqual([]);
  await expect(client.send(new CancelReplayCommand({ ReplayName: "again" }))).rejects.toMatchObject({
    name: "IllegalStatusException",
    message: "Replay again is not in a valid state for this operation.",
  });
});

test("fails when its archive is deleted", async () => {
  const { client, createArchive, put, arrive, startReplay, ends, describeReplay } = await setUpArchives();
  await createArchive();
  await put({ n: 1 });
  arrive();
  await startReplay("again");
  await client.send(new DeleteArchiveCommand({ ArchiveName: "all" }));
  await ends("again", "FAILED");
  expect((await describeReplay("again")).StateReason).toBe("Archive all was deleted.");
});

test("ten run at once, no more", async () => {
  const { client, createArchive, startReplay, ends } = await setUpArchives();
  await createArchive();
  for (let n = 0; n < 10; n += 1) await startReplay(`r-${n}`);
  await expect(startReplay("eleventh")).rejects.toMatchObject({ name: "LimitExceededException" });
  await ends("r-9");
  await startReplay("eleventh");
  const first = await client.send(new ListReplaysCommand({ NamePrefix: "r-", Limit: 6 }));
  const second = await client.send(
    new ListReplaysCommand({ NamePrefix: "r-", Limit: 8, NextToken: first.NextToken }),
  );
  expect([...first.Replays!, ...second.Replays!].map(({ ReplayName }) => ReplayName)).toEqual(
    Array.from({ length: 10 }, (_, n) => `r-${n}`),
  );
  const starting = await client.send(new ListReplaysCommand({ State: "STARTING" }));
  expect(starting.Replays?.map(({ ReplayName }) => ReplayName)).toEqual(["eleventh"]);
  const ofArchive = await client.send(new ListReplaysCommand({ EventSourceArn: arn("archive/none") }));
  expect(ofArchive.Replays).toEqual([]);
});

test("is forgotten after 90 days", async () => {
  const { cloud, createArchive, startReplay, ends, describeReplay } = await setUpArchives();
  await createArchive();
  await startReplay("again");
  await ends("again");
  await expect(startReplay("again")).rejects.toMatchObject({ message: "Replay again already exists." });
  cloud.clock.advance(90 * 24 * 3_600_000);
  await expect(describeReplay("again")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Replay again does not exist.",
  });
});

test("refuses as AWS was recorded to", async () => {
  const { cloud, createArchive, startReplay } = await setUpArchives();
  await createArchive();
  const now = cloud.clock.now();
  const invalid = (message: string) => ({ name: "ValidationException", message });
  await expect(startReplay("a", { Destination: { Arn: arn("event-bus/none") } })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Event bus none does not exist.",
  });
  await expect(startReplay("a", { Destination: { Arn: arn("event-bus/default") } })).rejects.toMatchObject(
    invalid("Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted."),
  );
  await expect(startReplay("a", { EventSourceArn: arn("archive/none") })).rejects.toMatchObject(
    invalid("Parameter EventSourceArn is not valid. Reason: Archive none does not exist."),
  );
  for (const EventEndTime of [new Date(now), new Date(now - 10_000)])
    await expect(startReplay("a", { EventStartTime: new Date(now), EventEndTime })).rejects.toMatchObject(
      invalid("Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime."),
    );
});

test.each([
  { ReplayName: "two words" },
  { ReplayName: "x".repeat(65) },
  { ReplayName: "" },
  { EventStartTime: "yesterday" },
  { EventStartTime: 1e300 },
  { EventEndTime: null },
  { Destination: { Arn: "shop" } },
  { Destination: { Arn: arn("event-bus/shop"), FilterArns: [arn("rule/shop/none")] } },
  { Destination: { Arn: arn("event-bus/shop"), FilterArns: arn("rule/shop/none") } },
  { Destination: [] },
  { EventSourceArn: {} },
  { Speed: 2 },
])("refuses a replay with %j, and goes on", async (wrong) => {
  const { cloud, createArchive, startReplay } = await setUpArchives();
  await createArchive();
  const input = {
    ReplayName: "again",
    EventSourceArn: arn("archive/all"),
    EventStartTime: 0,
    EventEndTime: 10,
    Destination: { Arn: arn("event-bus/shop") },
    ...wrong,
  };
  const caller = { principal: { kind: "root" as const }, causes: [] };
  await expect(cloud.dispatch("events", "StartReplay", input, caller)).rejects.toMatchObject({
    code: expect.stringMatching(/^(ValidationException|SerializationException)$/),
  });
  await startReplay("again");
});
