import {
  ConflictException,
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
  ValidationException,
} from "@aws-sdk/client-scheduler";
import { expect, onTestFinished, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { arns, createSchedulerFixture } from "./scheduler.fixture.ts";

const setUp = async () => {
  const { cloud, gateway, stop } = await startTestGateway();
  onTestFinished(stop);
  const fixture = createSchedulerFixture("2026-06-01T00:00:00Z", undefined, cloud);
  const client = new SchedulerClient({
    region: "eu-west-1",
    endpoint: gateway.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return { ...fixture, client };
};

const nightly = {
  Name: "nightly",
  ScheduleExpression: "cron(0 22 * * ? *)",
  FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: arns.queue, RoleArn: arns.role },
} as const;

test("a schedule is created, read, changed as a whole, listed and deleted", async () => {
  const { client } = await setUp();
  const arn = "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/nightly";
  const created = await client.send(
    new CreateScheduleCommand({
      ...nightly,
      Description: "Close the shop",
      ScheduleExpressionTimezone: "Europe/Vienna",
      StartDate: new Date("2026-07-01T00:00:00Z"),
    }),
  );
  expect(created.ScheduleArn).toBe(arn);
  const { $metadata: _, ...read } = await client.send(new GetScheduleCommand({ Name: "nightly" }));
  expect(read).toEqual({
    ActionAfterCompletion: "NONE",
    Arn: arn,
    CreationDate: expect.any(Date),
    Description: "Close the shop",
    FlexibleTimeWindow: { Mode: "OFF" },
    GroupName: "default",
    LastModificationDate: expect.any(Date),
    Name: "nightly",
    ScheduleExpression: "cron(0 22 * * ? *)",
    ScheduleExpressionTimezone: "Europe/Vienna",
    StartDate: new Date("2026-07-01T00:00:00Z"),
    State: "ENABLED",
    Target: {
      Arn: arns.queue,
      RoleArn: arns.role,
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    },
  });

  await client.send(new UpdateScheduleCommand({ ...nightly, State: "DISABLED" }));
  const changed = await client.send(new GetScheduleCommand({ Name: "nightly", GroupName: "default" }));
  expect(changed).toMatchObject({ State: "DISABLED", ScheduleExpressionTimezone: "UTC" });
  expect(changed.Description).toBeUndefined();

  const { Schedules } = await client.send(
    new ListSchedulesCommand({ State: "DISABLED", NamePrefix: "n", MaxResults: 5 }),
  );
  expect(Schedules).toMatchObject([{ Name: "nightly", GroupName: "default", Target: { Arn: arns.queue } }]);
  await client.send(new DeleteScheduleCommand({ Name: "nightly" }));
  await expect(client.send(new GetScheduleCommand({ Name: "nightly" }))).rejects.toThrow(
    ResourceNotFoundException,
  );
});

test("lists in pages, of one group or of all", async () => {
  const { client } = await setUp();
  await client.send(new CreateScheduleGroupCommand({ Name: "shops" }));
  for (let number = 0; number < 5; number++)
    await client.send(new CreateScheduleCommand({ ...nightly, Name: `shop-${number}`, GroupName: "shops" }));
  await client.send(new CreateScheduleCommand(nightly));
  const names: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListSchedulesCommand({ GroupName: "shops", MaxResults: 2, NextToken }),
    );
    names.push(...(page.Schedules ?? []).map(({ Name }) => Name));
    ({ NextToken } = page);
  } while (NextToken);
  expect(names).toEqual(["shop-0", "shop-1", "shop-2", "shop-3", "shop-4"]);
  expect((await client.send(new ListSchedulesCommand({}))).Schedules).toHaveLength(6);
  await expect(client.send(new ListSchedulesCommand({ NextToken: "x" }))).rejects.toThrow(
    ValidationException,
  );
});

test("groups have tags, and take their schedules with them", async () => {
  const { client } = await setUp();
  const Name = "shops";
  const { ScheduleGroupArn: ResourceArn } = await client.send(
    new CreateScheduleGroupCommand({ Name, Tags: [{ Key: "owner", Value: "bakery" }] }),
  );
  expect(ResourceArn).toBe("arn:aws:scheduler:eu-west-1:000000000000:schedule-group/shops");
  const Tags = [
    { Key: "a", Value: "1" },
    { Key: "b", Value: "2" },
  ];
  await client.send(new TagResourceCommand({ ResourceArn, Tags }));
  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["owner", "a"] }));
  expect((await client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([
    { Key: "b", Value: "2" },
  ]);
  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["b"] }));
  expect((await client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual([]);
  expect(await client.send(new GetScheduleGroupCommand({ Name }))).toMatchObject({ Name, State: "ACTIVE" });
  const { ScheduleGroups } = await client.send(new ListScheduleGroupsCommand({}));
  expect(ScheduleGroups?.map((group) => group.Name)).toEqual(["default", "shops"]);

  await client.send(new CreateScheduleCommand({ ...nightly, GroupName: Name }));
  await client.send(new DeleteScheduleGroupCommand({ Name }));
  await expect(client.send(new GetScheduleCommand({ Name: "nightly", GroupName: Name }))).rejects.toThrow(
    "Schedule group shops does not exist.",
  );
  expect((await client.send(new ListSchedulesCommand({}))).Schedules).toEqual([]);
});

test("a token makes a second request the first again; without it a name is taken", async () => {
  const { client } = await setUp();
  const again = { ...nightly, ClientToken: "one-request" };
  const first = await client.send(new CreateScheduleCommand(again));
  expect((await client.send(new CreateScheduleCommand(again))).ScheduleArn).toBe(first.ScheduleArn);
  const conflict = client.send(new CreateScheduleCommand(nightly));
  await expect(conflict).rejects.toThrow(ConflictException);
  await expect(conflict).rejects.toThrow("Schedule nightly already exists.");
  const deletion = { Name: "nightly", ClientToken: "one-deletion" };
  await client.send(new DeleteScheduleCommand(deletion));
  await client.send(new DeleteScheduleCommand(deletion));
  await expect(client.send(new DeleteScheduleCommand({ Name: "nightly" }))).rejects.toThrow(
    "Schedule nightly does not exist.",
  );
});

test.each([
  [{ ScheduleExpression: "rate(1 week)" }, "Invalid Schedule Expression rate(1 week)."],
  [{ ScheduleExpression: "at(2026-05-31T23:59:59)" }, "Invalid Schedule Expression at(2026-05-31T23:59:59)."],
  [{ ScheduleExpressionTimezone: "Europe/Nowhere" }, "is no time zone"],
  [{ ScheduleExpressionTimezone: "+02:00" }, "is no time zone"],
  [{ FlexibleTimeWindow: { Mode: "FLEXIBLE" } }, "A MaximumWindowInMinutes must be provided"],
  [
    { FlexibleTimeWindow: { Mode: "OFF", MaximumWindowInMinutes: 5 } },
    "must not be provided when Mode is OFF",
  ],
  [{ FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 1441 } }, "less than or equal to 1440"],
  [
    { StartDate: new Date("2026-05-31T23:00:00Z") },
    "The StartDate you specify cannot be earlier than 5 minutes ago.",
  ],
  [{ EndDate: new Date("2026-05-31T23:00:00Z") }, "EndDate"],
  [{ StartDate: new Date("2026-07-02"), EndDate: new Date("2026-07-01") }, "EndDate"],
  [{ Name: "no spaces" }, "failed to satisfy constraint"],
  [{ Name: "n".repeat(65) }, "less than or equal to 64"],
  [{ Description: "d".repeat(513) }, "less than or equal to 512"],
  [{ ActionAfterCompletion: "EXPLODE" }, "enum value set: [NONE, DELETE]"],
  [{ Target: { ...nightly.Target, RoleArn: "role" } }, "regular expression pattern"],
  [
    { Target: { ...nightly.Target, DeadLetterConfig: { Arn: `${arns.queue}.fifo` } } },
    "regular expression pattern",
  ],
  [
    { Target: { ...nightly.Target, RetryPolicy: { MaximumRetryAttempts: 186 } } },
    "less than or equal to 185",
  ],
  [
    { Target: { ...nightly.Target, RetryPolicy: { MaximumEventAgeInSeconds: 59 } } },
    "greater than or equal to 60",
  ],
  [
    { Target: { ...nightly.Target, Arn: "arn:aws:sagemaker:eu-west-1:000000000000:pipeline/x" } },
    "not in correct format",
  ],
  [{ Target: { ...nightly.Target, Arn: arns.function, Input: "{" } }, "well-formed JSON"],
  [{ Target: { ...nightly.Target, Arn: arns.bus } }, "EventBridgeParameters"],
  [
    {
      Target: {
        ...nightly.Target,
        Arn: arns.bus,
        EventBridgeParameters: { Source: "aws.s3", DetailType: "x" },
      },
    },
    "regular expression pattern",
  ],
  [{ Target: { ...nightly.Target, Input: "x".repeat(262_145) } }, "less than or equal to 262144"],
  [
    { Target: { ...nightly.Target, Arn: "arn:aws:scheduler:::aws-sdk:sqs:receiveMessage", Input: "{}" } },
    "not a supported api",
  ],
  [
    { Target: { ...nightly.Target, Arn: "arn:aws:scheduler:::aws-sdk:redshift:pauseCluster", Input: "{}" } },
    "not a service",
  ],
  [
    { Target: { ...nightly.Target, Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage" } },
    "Input is required",
  ],
])("CreateSchedule refuses %j", async (further, message) => {
  const { client } = await setUp();
  const refused = client.send(new CreateScheduleCommand({ ...nightly, ...(further as object) }));
  await expect(refused).rejects.toThrow(ValidationException);
  await expect(refused).rejects.toThrow(message);
});

test("names of a group that is not there, a default group that cannot go, and ARNs without tags", async () => {
  const { client } = await setUp();
  const missing = client.send(new CreateScheduleCommand({ ...nightly, GroupName: "nowhere" }));
  await expect(missing).rejects.toThrow("Schedule group nowhere does not exist.");
  await expect(missing).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  await expect(client.send(new DeleteScheduleGroupCommand({ Name: "default" }))).rejects.toThrow(
    ValidationException,
  );
  const ResourceArn = "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/nightly";
  await expect(client.send(new ListTagsForResourceCommand({ ResourceArn }))).rejects.toThrow(
    ValidationException,
  );
  await expect(client.send(new UpdateScheduleCommand(nightly))).rejects.toThrow(ResourceNotFoundException);
});
