import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  ListEventBusesCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
  UpdateEventBusCommand,
} from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";
import { readMap } from "../../console/map/model.ts";
import { queueArn, startEventBus } from "./event-bus.fixture.ts";

test("a bus that was made takes events, and goes with its last rule", async () => {
  const { client, receive } = await startEventBus();
  const made = await client.send(new CreateEventBusCommand({ Name: "made", Description: "first" }));
  expect(made.EventBusArn).toBe("arn:aws:events:eu-west-1:000000000000:event-bus/made");
  await expect(client.send(new CreateEventBusCommand({ Name: "made" }))).rejects.toMatchObject({
    name: "ResourceAlreadyExistsException",
    message: "Event bus made already exists.",
  });
  await client.send(new UpdateEventBusCommand({ Name: "made", Description: "second" }));
  expect((await client.send(new DescribeEventBusCommand({ Name: "made" }))).Description).toBe("second");

  const EventBusName = "made";
  await client.send(new PutRuleCommand({ Name: "all", EventBusName, EventPattern: '{"source":["bakery"]}' }));
  await client.send(
    new PutTargetsCommand({ Rule: "all", EventBusName, Targets: [{ Id: "q", Arn: queueArn("orders") }] }),
  );
  await client.send(
    new PutEventsCommand({
      Entries: [{ EventBusName, Source: "bakery", DetailType: "Baked", Detail: "{}" }],
    }),
  );
  await receive(1);

  const remove = () => client.send(new DeleteEventBusCommand({ Name: "made" }));
  await expect(remove()).rejects.toThrow("Event bus made cannot be deleted since it has rules.");
  await client.send(new RemoveTargetsCommand({ Rule: "all", EventBusName, Ids: ["q"] }));
  await client.send(new DeleteRuleCommand({ Name: "all", EventBusName }));
  await remove();
  await remove();
  expect((await client.send(new ListEventBusesCommand({}))).EventBuses?.map(({ Name }) => Name)).toEqual([
    "default",
  ]);
});

test("buses, rules and targets that were made are on the map until they are deleted", async () => {
  const { client, cloud } = await startEventBus();
  const map = readMap(cloud.graph, cloud.services);
  const names = () => map.nodes.all.map(({ name }) => name).filter((name) => name !== "Clients");
  expect(names()).toEqual([]);
  await client.send(new CreateEventBusCommand({ Name: "made" }));
  const rule = { Name: "all", EventBusName: "made", EventPattern: '{"source":["bakery"]}' };
  await client.send(new PutRuleCommand(rule));
  await client.send(new PutRuleCommand({ ...rule, Description: "again" }));
  expect(names()).toEqual(["made", "all"]);
  expect(map.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([expect.stringMatching(/made .*all/)]);
  await client.send(new DeleteRuleCommand({ Name: "all", EventBusName: "made" }));
  await client.send(new DeleteEventBusCommand({ Name: "made" }));
  expect(names()).toEqual([]);
});

test.each([
  [{ Name: "has space" }, "ValidationException"],
  [{ Name: "" }, "ValidationException"],
  [{ Name: "a/b" }, "ValidationException"],
  [{ Name: "x".repeat(257) }, "ValidationException"],
  [{ Name: "default" }, "ResourceAlreadyExistsException"],
  [{ Name: "partner", EventSourceName: "aws.partner/x" }, "ValidationException"],
])("CreateEventBus refuses %j", async (input, name) => {
  const { client } = await startEventBus();
  await expect(client.send(new CreateEventBusCommand(input))).rejects.toMatchObject({ name });
});

test("the default bus stays", async () => {
  const { client } = await startEventBus();
  await expect(client.send(new DeleteEventBusCommand({ Name: "default" }))).rejects.toThrow(
    "Cannot delete event bus default.",
  );
});

test("permissions of a bus are statements of its policy", async () => {
  const { client } = await startEventBus();
  await client.send(new CreateEventBusCommand({ Name: "made" }));
  const put = (StatementId: string) =>
    client.send(
      new PutPermissionCommand({
        EventBusName: "made",
        StatementId,
        Action: "events:PutEvents",
        Principal: "111111111111",
      }),
    );
  const policy = async () => (await client.send(new DescribeEventBusCommand({ Name: "made" }))).Policy;
  await put("one");
  await put("one");
  await put("two");
  expect(JSON.parse((await policy())!).Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual([
    "one",
    "two",
  ]);
  await client.send(new RemovePermissionCommand({ EventBusName: "made", StatementId: "one" }));
  await expect(
    client.send(new RemovePermissionCommand({ EventBusName: "made", StatementId: "one" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await client.send(new RemovePermissionCommand({ EventBusName: "made", RemoveAllPermissions: true }));
  expect(await policy()).toBeUndefined();
});
