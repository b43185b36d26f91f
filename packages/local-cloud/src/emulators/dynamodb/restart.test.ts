import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, expect, test } from "vitest";
import { startTestGateway } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { createDynamoDbEmulator } from "./emulator.ts";
import { startDynamoDb } from "./server-process.ts";
import { followStream } from "./table-stream.fixture.ts";

const stops: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** The process that works on the folder: the database, or the shell above it. */
const pidOf = (folder: string, program = /^\s*\d+\s+\S*dynoxide serve/): number | undefined => {
  const lines = execFileSync("ps", ["-eo", "pid=,args="]).toString().split("\n");
  const line = lines.find((each) => program.test(each) && each.includes(folder));
  return line === undefined ? undefined : Number.parseInt(line, 10);
};
const kill = async (folder: string) => {
  await expect.poll(() => pidOf(folder), { timeout: 20_000 }).toBeDefined();
  process.kill(pidOf(folder)!, "SIGKILL");
};

const setUp = async (maxAttempts: number) => {
  const gateway = await startTestGateway();
  stops.push(gateway.stop);
  const server = await startDynamoDb();
  const dynamodb = createDynamoDbEmulator(gateway.cloud, Promise.resolve(server));
  stops.push(async () => dynamodb.stop?.());
  gateway.cloud.add(dynamodb);
  const client = new DynamoDBClient({
    endpoint: gateway.gateway.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts,
  });
  stops.push(async () => client.destroy());
  const { streamArn } = await provision(gateway.cloud, dynamodb, "aws:dynamodb/table:Table", "Orders", {
    name: "orders",
    attributes: [{ name: "pk", type: "S" }],
    hashKey: "pk",
    billingMode: "PAY_PER_REQUEST",
    streamEnabled: true,
    streamViewType: "NEW_AND_OLD_IMAGES",
  });
  return { ...gateway, client, server, folder: server.folder!, streamArn: streamArn! };
};

test.skipIf(process.platform === "win32")(
  "keeps every write it has answered, and every record of it, when the process is killed while it works",
  async () => {
    const { cloud, client, folder, streamArn } = await setUp(10);
    const { heard } = followStream(cloud, streamArn, "TRIM_HORIZON");
    const answered = new Set<string>();
    let stopping = false;
    const write = async (writer: number) => {
      for (let n = 0; !stopping; n++) {
        const pk = `${writer}-${n}`;
        await client.send(new PutItemCommand({ TableName: "orders", Item: { pk: { S: pk } } }));
        answered.add(pk);
      }
    };
    const writers = Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
    for (let kills = 0; kills < 3; kills++) {
      const before = answered.size;
      await expect.poll(() => answered.size, { timeout: 20_000 }).toBeGreaterThan(before + 50);
      await kill(folder);
    }
    const before = answered.size;
    await expect.poll(() => answered.size, { timeout: 20_000 }).toBeGreaterThan(before + 50);
    stopping = true;
    await writers;

    const stored = new Set<string>();
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const page = await client.send(new ScanCommand({ TableName: "orders", ExclusiveStartKey }));
      for (const { pk } of page.Items!) stored.add(pk!.S!);
      ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
    } while (ExclusiveStartKey);
    expect([...answered].filter((pk) => !stored.has(pk))).toEqual([]);
    const inserted = () => heard.map(({ dynamodb }) => (dynamodb.Keys.pk as { S: string }).S);
    await expect.poll(() => inserted().length, { timeout: 20_000 }).toBe(stored.size);
    expect(new Set(inserted())).toEqual(stored);
    const restarted = "The DynamoDB process ended and was started again with its data";
    expect(cloud.warnings).toEqual([
      `${restarted}.`,
      `${restarted}, 2 times by now.`,
      `${restarted}, 3 times by now.`,
    ]);
  },
  120_000,
);

test.skipIf(process.platform === "win32")(
  "goes on when the shell that watches the process is killed",
  async () => {
    const { client, folder, cloud, server } = await setUp(1);
    const put = (pk: string) =>
      client.send(new PutItemCommand({ TableName: "orders", Item: { pk: { S: pk } } }));
    await put("before");
    process.kill(pidOf(folder, /^\s*\d+\s+\/bin\/sh -c/)!, "SIGKILL");
    await expect.poll(() => cloud.warnings.length, { timeout: 20_000 }).toBe(1);
    await put("after");
    expect((await client.send(new ScanCommand({ TableName: "orders" }))).Count).toBe(2);
    await server.stop();
    expect(existsSync(folder)).toBe(false);
    expect(pidOf(folder)).toBeUndefined();
  },
  60_000,
);

test.skipIf(process.platform === "win32")(
  "gives up with one line when the process does not stay up, and refuses what it cannot keep",
  async () => {
    const { client, folder, server } = await setUp(1);
    let died = "";
    void server.died.then((what) => {
      died = what;
    });
    const killed = new Set<number>();
    await expect
      .poll(
        () => {
          const pid = pidOf(folder);
          if (pid !== undefined && !killed.has(pid)) process.kill(pid, "SIGKILL");
          if (pid !== undefined) killed.add(pid);
          return died;
        },
        { timeout: 60_000, interval: 10 },
      )
      .toMatch(/^The DynamoDB process ended 6 times within a minute and is not started again: /);
    const put = new PutItemCommand({ TableName: "orders", Item: { pk: { S: "late" } } });
    await expect(client.send(put)).rejects.toMatchObject({
      name: "InternalServerError",
      $metadata: { httpStatusCode: 500 },
      message: expect.stringContaining("not started again"),
    });
    expect(existsSync(folder)).toBe(false);
  },
  120_000,
);
