import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import {
  BatchExecuteStatementCommand,
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  RDSDataClient,
  RollbackTransactionCommand,
} from "@aws-sdk/client-rds-data";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { startTestGateway } from "../../../testing/fake-cloud.ts";
import { declared, provision } from "../../../testing/provision.ts";
import { createSecretsManagerEmulator } from "../../secretsmanager/emulator.ts";
import { createRdsEmulators } from "../emulator.ts";
import { CLUSTER } from "../resources.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const cluster = {
  engine: "aurora-postgresql",
  clusterIdentifier: "orders",
  databaseName: "orders",
  masterUsername: "clerk",
  masterPassword: "till",
  enableHttpEndpoint: true,
};

let stop: () => Promise<unknown>;
let client: RDSDataClient;
let clock: { advance(ms: number): void };
let target: { resourceArn: string; secretArn: string; database: string };
let wrongSecret: string;
let closed: string;

beforeAll(async () => {
  const { cloud, gateway, stop: stopGateway } = await startTestGateway();
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const [first, second] = [cluster, { ...cluster, clusterIdentifier: "closed", enableHttpEndpoint: false }];
  const ports = [first, second].map((inputs) =>
    Number(declared(cloud, CLUSTER, "Orders", inputs).outputs.port),
  );
  const emulators = createRdsEmulators(cloud, { servers: new Map(ports.map((port) => [port, server])) });
  const secrets = createSecretsManagerEmulator(cloud);
  for (const emulator of [...emulators, secrets]) cloud.add(emulator);
  const secret = async (name: string, password: string) => {
    const { arn = "" } = await provision(cloud, secrets, "aws:secretsmanager/secret:Secret", name, {});
    await provision(cloud, secrets, "aws:secretsmanager/secretVersion:SecretVersion", name, {
      secretId: arn,
      secretString: JSON.stringify({ username: "clerk", password }),
    });
    return arn;
  };
  const { arn = "" } = await provision(cloud, emulators[0]!, CLUSTER, "Orders", first);
  closed = (await provision(cloud, emulators[0]!, CLUSTER, "Closed", second)).arn!;
  target = { resourceArn: arn, secretArn: await secret("Login", "till"), database: "orders" };
  wrongSecret = await secret("Wrong", "guess");
  ({ clock } = cloud);
  client = new RDSDataClient({
    endpoint: gateway.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  stop = async () => {
    for (const emulator of emulators) await emulator.stop?.();
    server.close();
    await stopGateway();
    rmSync(cloud.localFolder, { recursive: true });
  };
});
afterAll(() => stop());

const execute = (sql: string, more: Partial<ExecuteStatementCommandInput> = {}) =>
  client.send(new ExecuteStatementCommand({ ...target, sql, ...more }));
const count = async () => (await execute("SELECT count(*) FROM lines")).records?.[0]?.[0]?.longValue;

beforeEach(async () => {
  await execute("DROP TABLE IF EXISTS lines");
  await execute(
    "CREATE TABLE lines (id int PRIMARY KEY, sku varchar(20) NOT NULL, price numeric(6,2), at timestamptz)",
  );
});

test("values come back by kind, as the Data API has them", async () => {
  const { records } = await execute(
    `SELECT true, 1::int2, 2::int4, 3::int8, 1.5::float8, 1.50::numeric, 'a''b:c', NULL, '\\x0102'::bytea,
      '2026-01-02 03:04:05.5+02'::timestamptz, '{"a":1}'::jsonb, ARRAY[1,2], ARRAY['a b', 'c"d', NULL], ARRAY[]::text[]`,
  );
  expect(records).toEqual([
    [
      { booleanValue: true },
      { longValue: 1 },
      { longValue: 2 },
      { longValue: 3 },
      { doubleValue: 1.5 },
      { stringValue: "1.50" },
      { stringValue: "a'b:c" },
      { isNull: true },
      { blobValue: new Uint8Array([1, 2]) },
      { stringValue: "2026-01-02 01:04:05.5" },
      { stringValue: '{"a": 1}' },
      { arrayValue: { longValues: [1, 2] } },
      { arrayValue: { stringValues: ["a b", 'c"d', null] } },
      { arrayValue: { stringValues: [] } },
    ],
  ]);
});

test("takes named parameters, with the types of their kinds and hints", async () => {
  const parameters = [
    { name: "id", value: { longValue: 7 } },
    { name: "sku", value: { stringValue: "rye" } },
    { name: "price", value: { stringValue: "3.20" }, typeHint: "DECIMAL" as const },
    { name: "at", value: { isNull: true } },
  ];
  const written = await execute("INSERT INTO lines VALUES (:id, :sku, :price, :at) -- :comment", {
    parameters,
  });
  expect(written).toMatchObject({ numberOfRecordsUpdated: 1, generatedFields: [] });

  const found = await execute(
    "SELECT sku, price::text FROM lines WHERE id = :id AND ':id' <> sku AND id = :id",
    {
      parameters: parameters.slice(0, 1),
    },
  );
  expect(found.records).toEqual([[{ stringValue: "rye" }, { stringValue: "3.20" }]]);

  await expect(execute("SELECT :nothing")).rejects.toMatchObject({
    name: "BadRequestException",
    message: "Cannot find parameter: nothing",
  });
  const id = "0192f0a4-0000-7000-8000-000000000000";
  const uuid = (typeHint?: "UUID") =>
    execute("SELECT :id = gen_random_uuid()", {
      parameters: [{ name: "id", value: { stringValue: id }, typeHint }],
    });
  expect((await uuid("UUID")).records).toEqual([[{ booleanValue: false }]]);
  await expect(uuid()).rejects.toMatchObject({ message: expect.stringContaining("SQLState: 42883") });
});

test("describes columns, and writes records as JSON", async () => {
  await execute("INSERT INTO lines VALUES (1, 'rye', 3.2, now())");
  const { columnMetadata } = await execute("SELECT id, price, 1 AS one FROM lines", {
    includeResultMetadata: true,
  });
  expect(columnMetadata).toEqual([
    expect.objectContaining({
      name: "id",
      typeName: "int4",
      type: 4,
      tableName: "lines",
      schemaName: "public",
      nullable: 0,
    }),
    expect.objectContaining({ name: "price", typeName: "numeric", precision: 6, scale: 2, nullable: 1 }),
    expect.objectContaining({ label: "one", tableName: "", nullable: 2 }),
  ]);
  const { formattedRecords, records } = await execute("SELECT id, sku, price FROM lines", {
    formatRecordsAs: "JSON",
    resultSetOptions: { decimalReturnType: "DOUBLE_OR_LONG" },
  });
  expect(JSON.parse(formattedRecords!)).toEqual([{ id: 1, sku: "rye", price: 3.2 }]);
  expect(records).toBeUndefined();
});

test("a batch is written whole or not at all", async () => {
  const sql = "INSERT INTO lines (id, sku) VALUES (:id, :sku)";
  const set = (id: number) => [
    { name: "id", value: { longValue: id } },
    { name: "sku", value: { stringValue: `sku-${id}` } },
  ];
  const batch = (...ids: number[]) =>
    client.send(new BatchExecuteStatementCommand({ ...target, sql, parameterSets: ids.map(set) }));

  expect((await batch(1, 2)).updateResults).toHaveLength(2);
  await expect(batch(3, 3)).rejects.toMatchObject({ message: expect.stringContaining("SQLState: 23505") });
  expect(await count()).toBe(2);
});

test("transactions are committed, rolled back, and end by themselves after three minutes", async () => {
  const begin = async () => (await client.send(new BeginTransactionCommand(target))).transactionId!;
  const insert = (transactionId: string, id: number) =>
    execute(`INSERT INTO lines (id, sku) VALUES (${id}, 'rye')`, { transactionId });

  const first = await begin();
  await insert(first, 1);
  expect(await client.send(new CommitTransactionCommand({ ...target, transactionId: first }))).toMatchObject({
    transactionStatus: "Transaction Committed",
  });
  const second = await begin();
  await insert(second, 2);
  expect(
    await client.send(new RollbackTransactionCommand({ ...target, transactionId: second })),
  ).toMatchObject({
    transactionStatus: "Rollback Complete",
  });
  const third = await begin();
  await insert(third, 3);
  clock.advance(181_000);

  expect(await count()).toBe(1);
  await expect(insert(third, 4)).rejects.toMatchObject({ name: "TransactionNotFoundException" });
});

test("says what the database says, and who is not let in", async () => {
  await expect(execute("SELECT * FROM nothing")).rejects.toMatchObject({
    name: "DatabaseErrorException",
    message: 'ERROR: relation "nothing" does not exist\n  Position: 15; SQLState: 42P01',
  });
  await expect(execute("SELECT 1; SELECT 2")).rejects.toMatchObject({
    message: expect.stringContaining("SQLState: 42601"),
  });
  await expect(execute("SELECT 1", { secretArn: wrongSecret })).rejects.toMatchObject({
    message: expect.stringContaining("password authentication failed"),
  });
  await expect(execute("SELECT 1", { database: "other" })).rejects.toMatchObject({
    message: expect.stringContaining('database "other" does not exist'),
  });
  await expect(execute("SELECT 1", { resourceArn: closed })).rejects.toMatchObject({
    name: "BadRequestException",
    message: expect.stringContaining("HttpEndpoint is not enabled"),
  });
  await expect(
    execute("SELECT :a", { parameters: [{ name: "a", value: { arrayValue: { longValues: [1] } } }] }),
  ).rejects.toThrow("arrays are not supported");
  await expect(execute("SELECT repeat('x', 1100000)")).rejects.toThrow("response size limit");
});
