import { expect, test } from "vitest";
import { declared } from "../../testing/provision.ts";
import { createLives } from "../../testing/restart.ts";
import { createSchedulerEmulator } from "./emulator.ts";
import { arns, createSchedulerFixture, failing, type Neighbour } from "./scheduler.fixture.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const never = () => new Promise(() => {});
const startScheduler = async (
  next: ReturnType<typeof createLives>,
  start = "2026-06-01T00:00:00Z",
  answer?: Neighbour,
) => createSchedulerFixture(start, answer, await next());

test("a one-time schedule that was due while nothing ran happens once, at once", async () => {
  const next = createLives();
  const before = await startScheduler(next);
  await before.create("at(2026-06-01T02:00:00)", { ActionAfterCompletion: "DELETE" });

  const after = await startScheduler(next, "2026-06-01T03:00:00Z");
  await after.settle();
  expect(after.scheduled()).toEqual(["2026-06-01T02:00:00Z"]);
  await expect(after.call("GetSchedule", { Name: "bake" })).rejects.toThrow("does not exist");

  const last = await startScheduler(next, "2026-06-01T04:00:00Z");
  await last.settle();
  expect(last.received).toEqual([]);
});

test("one that was done stays done, and keeps what was said of it", async () => {
  const next = createLives();
  const before = await startScheduler(next);
  await before.create("at(2026-06-01T02:00:00)", { Description: "bread", StartDate: new Date(0) });
  const described = await before.call("GetSchedule", { Name: "bake" });
  await before.pass(3 * HOUR);
  expect(before.received).toHaveLength(1);

  const after = await startScheduler(next, "2026-06-01T04:00:00Z");
  await after.settle();
  expect(after.received).toEqual([]);
  expect(await after.call("GetSchedule", { Name: "bake" })).toEqual(described);
});

test("a recurring one keeps its beat, and makes up for one of those that were missed", async () => {
  const next = createLives();
  const before = await startScheduler(next, "2026-06-01T00:10:00.000Z");
  await before.create("rate(1 hour)");
  await before.pass(HOUR);
  expect(before.received).toHaveLength(2);

  const after = await startScheduler(next, "2026-06-01T08:00:00.000Z");
  await after.pass(0);
  await after.pass(HOUR);
  expect(after.scheduled()).toEqual(["2026-06-01T07:10:00Z", "2026-06-01T08:10:00Z"]);
});

test("an occurrence that was under way is begun again; a retry keeps its time and its number", async () => {
  const next = createLives();
  const before = await startScheduler(next, undefined, ({ input }) =>
    input.MessageBody === "soon" ? never() : failing("InternalError", 500)({} as never),
  );
  await before.create("at(2026-06-01T01:00:00)", { Name: "soon" }, { Input: "soon" });
  await before.create("at(2026-06-01T01:00:00)", { Name: "later" }, { Input: "later" });
  await before.pass(HOUR);
  for (const seconds of [1, 2, 4, 8, 16]) await before.pass(seconds * 1000);
  expect(before.received).toHaveLength(7);

  const bodies = () => after.received.map(({ input }) => input.MessageBody);
  const after = await startScheduler(next, "2026-06-01T01:00:32Z");
  await after.settle();
  expect(bodies()).toEqual(["soon"]);
  await after.pass(32_000);
  expect(bodies()).toEqual(["soon", "later"]);
  const attempts = after.cloud.journal
    .hops(({ action }) => action === "Invoke")
    .map(({ attempt }) => attempt);
  expect(attempts).toEqual([undefined, 7]);

  const last = await startScheduler(next, "2026-06-01T02:00:00Z");
  await last.settle();
  expect(last.received).toEqual([]);
});

test("what was deleted stays deleted, and groups that calls made come again with their tags", async () => {
  const next = createLives();
  const before = await startScheduler(next);
  await before.create("rate(1 hour)");
  await before.call("DeleteSchedule", { Name: "bake" });
  const { ScheduleGroupArn: ResourceArn } = await before.call("CreateScheduleGroup", {
    Name: "ovens",
    Tags: [{ Key: "team", Value: "bakers" }],
  });
  await before.create("rate(1 hour)", { Name: "clean", GroupName: "ovens" });

  const { call } = await startScheduler(next, "2026-06-01T00:30:00Z");
  expect((await call("ListSchedules", {})).Schedules?.map(({ Name }) => Name)).toEqual(["clean"]);
  expect((await call("ListTagsForResource", { ResourceArn })).Tags).toEqual([
    { Key: "team", Value: "bakers" },
  ]);
});

test("a schedule of the config goes on, begins anew once the config has changed it, and goes with it", async () => {
  const next = createLives();
  const run = async (time: string, hour?: number) => {
    const cloud = await next();
    cloud.clock.advance(Date.parse(time) - cloud.clock.now());
    const emulator = createSchedulerEmulator(cloud);
    cloud.add(emulator);
    if (hour !== undefined) {
      const resource = declared(cloud, "aws:scheduler/schedule:Schedule", "bake", {
        name: "bake",
        scheduleExpression: `cron(0 ${hour} * * ? *)`,
        flexibleTimeWindow: { mode: "OFF" },
        target: { arn: arns.queue, roleArn: arns.role, input: "bread" },
      });
      await emulator.provision?.[resource.type]?.(resource);
      cloud.provisioned.note(resource);
    }
    emulator.restore?.();
    await emulator.start?.();
    const [facts] = cloud.use("schedules")();
    return facts?.next && new Date(facts.next).toISOString();
  };
  expect(await run("2026-06-01T00:00:00Z", 2)).toBe("2026-06-01T02:00:00.000Z");
  expect(await run("2026-06-01T02:30:00Z", 2)).toBe("2026-06-01T02:00:00.000Z");
  expect(await run("2026-06-01T03:30:00Z", 3)).toBe("2026-06-02T03:00:00.000Z");
  expect(await run("2026-06-01T04:00:00Z")).toBeUndefined();
});

test("one that cannot be read any more is dropped, and the others go on", async () => {
  const next = createLives();
  const before = await startScheduler(next);
  await before.create("rate(1 hour)");
  await before.create("rate(1 hour)", { Name: "sweep" });

  const life = await next();
  life.state.database.exec(
    "UPDATE records SET value = json_set(value, '$.definition.ScheduleExpression', 'sometimes') WHERE name = 'scheduler/schedules' AND key LIKE '%bake'",
  );
  const after = await createSchedulerFixture("2026-06-01T00:30:00Z", undefined, life);
  expect(life.state.dropped).toEqual([expect.stringMatching(/^schedule bake of group default: /)]);
  expect(await after.call("GetSchedule", { Name: "sweep" })).toMatchObject({ Name: "sweep" });
});
