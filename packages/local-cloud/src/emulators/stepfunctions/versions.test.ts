import {
  CreateStateMachineAliasCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createStepFunctionsEmulator } from "./emulator.ts";

let running: Awaited<ReturnType<typeof startTestGateway>>;
let client: SFNClient;
let make: (name: string, type: string) => Promise<string>;

const definition = (answer: string, before: Record<string, unknown> = {}) =>
  JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: Object.keys(before)[0] ?? "Answer",
    States: { ...before, Answer: { Type: "Pass", Output: answer, End: true } },
  });

beforeAll(async () => {
  running = await startTestGateway();
  const { cloud } = running;
  const emulator = createStepFunctionsEmulator(cloud);
  cloud.add(emulator);
  client = new SFNClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    disableHostPrefix: true,
    maxAttempts: 1,
  });
  make = async (name, type) => {
    const { arn, stateMachineVersionArn } = await provision(
      cloud,
      emulator,
      "aws:sfn/stateMachine:StateMachine",
      name,
      {
        name,
        type,
        roleArn: "arn:aws:iam::000000000000:role/r",
        publish: true,
        definition: definition("one"),
      },
    );
    const alias = await provision(cloud, emulator, "aws:sfn/alias:Alias", `${name}Live`, {
      name: "live",
      routingConfigurations: [{ stateMachineVersionArn, weight: 100 }],
    });
    expect(alias.arn).toBe(`${arn}:live`);
    return arn!;
  };
});
afterAll(() => running.stop());

const answer = async (stateMachineArn: string) =>
  JSON.parse((await client.send(new StartSyncExecutionCommand({ stateMachineArn }))).output!) as string;
const update = async (stateMachineArn: string, changed: string) =>
  (await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: changed, publish: true })))
    .stateMachineVersionArn!;
const route = (arn: string, shares: Record<string, number>) =>
  client.send(
    new UpdateStateMachineAliasCommand({
      stateMachineAliasArn: `${arn}:live`,
      routingConfiguration: Object.entries(shares).map(([version, weight]) => ({
        stateMachineVersionArn: `${arn}:${version}`,
        weight,
      })),
    }),
  );

test("keeps what a version does when there is a newer, and shares an alias's executions out between two", async () => {
  const arn = await make("Shares", "EXPRESS");
  expect(await update(arn, definition("two"))).toBe(`${arn}:2`);
  expect(await Promise.all([arn, `${arn}:1`, `${arn}:2`, `${arn}:live`].map(answer))).toEqual([
    "two",
    "one",
    "two",
    "one",
  ]);

  await route(arn, { 2: 25, 1: 75 });
  const answers = [];
  for (let i = 0; i < 80; i++) answers.push(await answer(`${arn}:live`));
  const shifted = answers.filter((one) => one === "two").length;
  expect(shifted).toBeGreaterThan(8);
  expect(shifted).toBeLessThan(36);

  await route(arn, { 2: 100 });
  expect(await answer(`${arn}:live`)).toBe("two");
});

test("an execution says by what it was started, and keeps its definition", async () => {
  const arn = await make("Keeps", "STANDARD");
  await update(arn, definition("two", { Pause: { Type: "Wait", Seconds: 3600, Next: "Answer" } }));
  await route(arn, { 2: 100 });
  const begin = async (stateMachineArn: string, name: string) =>
    (await client.send(new StartExecutionCommand({ stateMachineArn, name }))).executionArn!;
  const byAlias = await begin(`${arn}:live`, "alias");
  const byVersion = await begin(`${arn}:2`, "version");
  const plain = await begin(arn, "plain");
  // The name is the machine's, by whatever it is started.
  expect(await begin(`${arn}:1`, "alias")).toBe(byAlias);

  await update(arn, definition("three"));
  await route(arn, { 3: 100 });
  const described = async (executionArn: string) => {
    const { stateMachineArn, stateMachineVersionArn, stateMachineAliasArn } = await client.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    return [stateMachineArn, stateMachineVersionArn, stateMachineAliasArn];
  };
  expect(await described(byAlias)).toEqual([arn, `${arn}:2`, `${arn}:live`]);
  expect(await described(byVersion)).toEqual([arn, `${arn}:2`, undefined]);
  expect(await described(plain)).toEqual([arn, undefined, undefined]);

  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn: byAlias }));
  expect(events?.[0]?.executionStartedEventDetails).toMatchObject({
    stateMachineVersionArn: `${arn}:2`,
    stateMachineAliasArn: `${arn}:live`,
  });
  const named = async (stateMachineArn: string) =>
    (await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions?.map(({ name }) => name);
  expect(await named(arn)).toEqual(["plain", "version", "alias"]);
  expect(await named(`${arn}:2`)).toEqual(["version", "alias"]);
  expect(await named(`${arn}:live`)).toEqual(["alias"]);
  expect(await named(`${arn}:1`)).toEqual([]);

  running.cloud.clock.advance(3_600_000);
  await running.cloud.journal.waitFor((hop) => hop.action === "EndExecution" && hop.resource === byAlias);
  expect((await client.send(new DescribeExecutionCommand({ executionArn: byAlias }))).output).toBe('"two"');
  for (const executionArn of [byVersion, plain])
    await client.send(new StopExecutionCommand({ executionArn }));
  const [began] = running.cloud.journal.hops(
    ({ action, resource }) => action === "BeginExecution" && resource === byAlias,
  );
  expect(began).toMatchObject({ source: arn, as: { qualifier: "live", version: "2" } });
});

test("publishes a revision once, and names versions and aliases", async () => {
  const arn = await make("Names", "EXPRESS");
  const publish = (input: { revisionId?: string } = {}) =>
    client.send(new PublishStateMachineVersionCommand({ stateMachineArn: arn, ...input }));
  expect((await publish()).stateMachineVersionArn).toBe(`${arn}:1`);
  const { revisionId } = await client.send(
    new UpdateStateMachineCommand({ stateMachineArn: arn, definition: definition("two") }),
  );
  await expect(publish({ revisionId: "before" })).rejects.toMatchObject({ name: "ConflictException" });
  expect((await publish({ revisionId })).stateMachineVersionArn).toBe(`${arn}:2`);
  expect((await publish()).stateMachineVersionArn).toBe(`${arn}:2`);

  const create = (version: number) =>
    client.send(
      new CreateStateMachineAliasCommand({
        name: "next",
        routingConfiguration: [{ stateMachineVersionArn: `${arn}:${version}`, weight: 100 }],
      }),
    );
  expect((await create(2)).stateMachineAliasArn).toBe(`${arn}:next`);
  expect((await create(2)).stateMachineAliasArn).toBe(`${arn}:next`);
  await expect(create(1)).rejects.toMatchObject({ name: "ConflictException" });

  const versions = async () =>
    (
      await client.send(new ListStateMachineVersionsCommand({ stateMachineArn: arn }))
    ).stateMachineVersions?.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
  const aliases = async (stateMachineArn: string) =>
    (await client.send(new ListStateMachineAliasesCommand({ stateMachineArn }))).stateMachineAliases?.map(
      ({ stateMachineAliasArn }) => stateMachineAliasArn,
    );
  expect(await versions()).toEqual([`${arn}:2`, `${arn}:1`]);
  expect(await aliases(arn)).toEqual([`${arn}:next`, `${arn}:live`]);
  expect(await aliases(`${arn}:1`)).toEqual([`${arn}:live`]);
  expect(
    await client.send(new DescribeStateMachineCommand({ stateMachineArn: `${arn}:live` })),
  ).toMatchObject({ stateMachineArn: `${arn}:1`, name: "Names", definition: definition("one") });

  const remove = (version: number) =>
    client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:${version}` }));
  await expect(remove(2)).rejects.toMatchObject({ name: "ConflictException" });
  await client.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn: `${arn}:next` }));
  await remove(2);
  await remove(2);
  expect(await versions()).toEqual([`${arn}:1`]);
  // The number of a version that was deleted is not used again.
  expect(await update(arn, definition("three"))).toBe(`${arn}:3`);
  await expect(answer(`${arn}:2`)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  await expect(answer(`${arn}:next`)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
});

test("an alias says when it was changed, and keeps what a change leaves out", async () => {
  const arn = await make("Changed", "EXPRESS");
  const stateMachineAliasArn = `${arn}:live`;
  const describe = () => client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
  const before = await describe();
  await update(arn, definition("two"));
  running.cloud.clock.advance(60_000);
  await route(arn, { 1: 90, 2: 10 });
  await client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, description: "shifts" }));
  const after = await describe();
  expect(after).toMatchObject({
    name: "live",
    description: "shifts",
    creationDate: before.creationDate,
    routingConfiguration: [
      { stateMachineVersionArn: `${arn}:1`, weight: 90 },
      { stateMachineVersionArn: `${arn}:2`, weight: 10 },
    ],
  });
  expect(after.updateDate!.getTime() - before.updateDate!.getTime()).toBeGreaterThanOrEqual(60_000);
});

const other = "arn:aws:states:eu-west-1:000000000000:stateMachine:Other";
test.each<[what: string, error: string, routes: [version: string, weight: number][]]>([
  ["weights that are not 100", "ValidationException", [["1", 90]]],
  ["weights over 100", "ValidationException", [["1", 101]]],
  [
    "a version twice",
    "ValidationException",
    [
      ["1", 50],
      ["1", 50],
    ],
  ],
  ["no version", "ValidationException", []],
  [
    "three versions",
    "ValidationException",
    [
      ["1", 50],
      ["2", 25],
      ["3", 25],
    ],
  ],
  ["an alias", "ValidationException", [["live", 100]]],
  [
    "a version that is not there",
    "ResourceNotFound",
    [
      ["1", 50],
      ["9", 50],
    ],
  ],
  [
    "versions of two machines",
    "ValidationException",
    [
      ["1", 50],
      [`${other}:1`, 50],
    ],
  ],
  ["a version of another machine", "ResourceNotFound", [[`${other}:1`, 100]]],
  ["what is no ARN", "InvalidArn", [["nonsense", 100]]],
])("refuses an alias of %s", async (what, error, routes) => {
  const arn = await make(what.replaceAll(" ", "-"), "EXPRESS");
  const routingConfiguration = routes.map(([version, weight]) => ({
    stateMachineVersionArn:
      version.startsWith("arn:") || version === "nonsense" ? version : `${arn}:${version}`,
    weight,
  }));
  await expect(
    client.send(new CreateStateMachineAliasCommand({ name: "new", routingConfiguration })),
  ).rejects.toMatchObject({ name: error });
  await expect(
    client.send(
      new UpdateStateMachineAliasCommand({ stateMachineAliasArn: `${arn}:live`, routingConfiguration }),
    ),
  ).rejects.toMatchObject({ name: error });
});

test("refuses what makes no sense, and says what", async () => {
  const arn = await make("Refusals", "EXPRESS");
  const routingConfiguration = [{ stateMachineVersionArn: `${arn}:1`, weight: 100 }];
  await expect(
    client.send(new CreateStateMachineAliasCommand({ name: "7", routingConfiguration })),
  ).rejects.toMatchObject({ name: "InvalidName" });
  await expect(
    client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn: `${arn}:live` })),
  ).rejects.toThrow("Either description or routingConfiguration");
  await expect(
    client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: `${arn}:gone` })),
  ).rejects.toMatchObject({ name: "ResourceNotFound" });
  await expect(
    client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:live` })),
  ).rejects.toMatchObject({ name: "ValidationException" });
  await expect(update(`${arn}:1`, definition("two"))).rejects.toMatchObject({ name: "ValidationException" });
  await expect(update(arn, '{"StartAt":"A","States":{}}')).rejects.toMatchObject({
    name: "InvalidDefinition",
  });
  await expect(client.send(new UpdateStateMachineCommand({ stateMachineArn: arn }))).rejects.toMatchObject({
    name: "MissingRequiredParameter",
  });
});
