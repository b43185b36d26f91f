import { expect, test } from "vitest";
import { declared } from "../../testing/provision.ts";
import { createLives } from "../../testing/restart.ts";
import { arn } from "./archives.fixture.ts";
import { createEventBusFixture, type Neighbour, queueArn } from "./event-bus.fixture.ts";

const root = { principal: { kind: "root" }, causes: [] } as const;
const HOUR = 3_600_000;

interface Life {
  readonly answer?: Neighbour;
  /** Of an archive that the config has. */
  readonly archive?: Record<string, unknown>;
}

const startBus = async (next: ReturnType<typeof createLives>, { answer, archive }: Life = {}) => {
  const cloud = await next();
  const bus = createEventBusFixture(answer, cloud);
  if (archive) {
    const eventSourceArn = arn("event-bus/shop");
    const inputs = { name: "all", eventSourceArn, ...archive };
    const resource = declared(cloud, "aws:cloudwatch/eventArchive:EventArchive", "all", inputs);
    await bus.emulator.provision?.[resource.type]?.(resource);
    cloud.provisioned.note(resource);
  }
  bus.route({ source: ["bakery"] }, { arn: queueArn("orders"), targetId: "orders" });
  const call = (operation: string, input: object) =>
    cloud.dispatch("events", operation, input, root) as Promise<Record<string, unknown>>;
  return {
    ...bus,
    call,
    create: () => call("CreateArchive", { ArchiveName: "all", EventSourceArn: arn("event-bus/shop") }),
    replay: (ReplayName: string) =>
      call("StartReplay", {
        ReplayName,
        EventSourceArn: arn("archive/all"),
        EventStartTime: new Date(cloud.clock.now() - 24 * HOUR),
        EventEndTime: new Date(cloud.clock.now() + HOUR),
        Destination: { Arn: arn("event-bus/shop") },
      }),
    ends: (ReplayName: string) =>
      expect.poll(async () => {
        cloud.clock.advance(1000);
        return (await call("DescribeReplay", { ReplayName })).State;
      }),
    numbers: () => bus.received.map(({ input }) => JSON.parse(String(input.MessageBody)).detail.n as number),
  };
};

test("an archive keeps its events over a restart, also those that were on their way into it", async () => {
  const next = createLives();
  const before = await startBus(next);
  await before.create();
  await before.put({ n: 1 });
  before.cloud.clock.advance(10_000);
  await before.put({ n: 2 });
  const { CreationTime } = await before.call("DescribeArchive", { ArchiveName: "all" });

  const after = await startBus(next);
  expect(await after.call("DescribeArchive", { ArchiveName: "all" })).toMatchObject({ CreationTime });
  await after.put({ n: 3 });
  after.cloud.clock.advance(10_000);
  await after.replay("again");
  await after.ends("again").toBe("COMPLETED");
  expect(after.numbers().toSorted()).toEqual([1, 2, 3, 3]);
});

test("a replay that was under way goes on, and one that was done stays as it is told of", async () => {
  const next = createLives();
  const before = await startBus(next, {
    answer: ({ input }) =>
      /"replay-name":"slow"/.test(String(input.MessageBody)) ? new Promise(() => {}) : {},
  });
  await before.create();
  for (let n = 0; n < 250; n++) await before.put({ n });
  before.cloud.clock.advance(10_000);
  await before.replay("done");
  await before.ends("done").toBe("COMPLETED");
  const described = await before.call("DescribeReplay", { ReplayName: "done" });
  await before.replay("slow");
  await before.ends("slow").toBe("RUNNING");
  await expect.poll(() => before.received.length).toBe(600);

  const after = await startBus(next);
  expect(await after.call("DescribeReplay", { ReplayName: "done" })).toEqual(described);
  await after.ends("slow").toBe("COMPLETED");
  await expect.poll(() => new Set(after.numbers()).size).toBe(250);
});

test("what the config changes of an archive leaves its events; one that is gone is dropped with them, and that is said", async () => {
  const next = createLives();
  const before = await startBus(next, { archive: {} });
  await before.put({ n: 1 });
  await before.call("UpdateArchive", { ArchiveName: "all", Description: "of a call", RetentionDays: 3 });
  const describe = async ({ call }: Awaited<ReturnType<typeof startBus>>) => {
    const { Description, RetentionDays } = await call("DescribeArchive", { ArchiveName: "all" });
    return { Description, RetentionDays };
  };

  const same = await startBus(next, { archive: {} });
  expect(await describe(same)).toEqual({ Description: "of a call", RetentionDays: 3 });
  const changed = await startBus(next, { archive: { retentionDays: 7 } });
  expect(await describe(changed)).toEqual({ Description: undefined, RetentionDays: 7 });
  await changed.replay("again");
  await changed.ends("again").toBe("COMPLETED");
  expect(changed.numbers()).toEqual([1]);

  const gone = await startBus(next);
  expect(gone.cloud.state.dropped).toEqual(["1 events of archive all: it is no longer there"]);
});
