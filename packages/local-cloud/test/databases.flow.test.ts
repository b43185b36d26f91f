import { rm } from "node:fs/promises";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeDBClustersCommand, DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import { stateFolderOf } from "../src/state/state.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const breads = `
import { Resource } from "sst";
import { Pool } from "pg";

const { host, port, database, username: user, password } = Resource.Bakery;
const pool = new Pool({ host, port, database, user, password });

export const handler = async ({ name }) => {
  await pool.query("CREATE TABLE IF NOT EXISTS breads (id serial PRIMARY KEY, name text)");
  await pool.query("INSERT INTO breads (name) VALUES ($1)", [name]);
  const { rows } = await pool.query("SELECT name FROM breads ORDER BY id");
  return rows.map(({ name }) => name);
};`;

const orders = `
import { ExecuteStatementCommand, RDSDataClient } from "@aws-sdk/client-rds-data";
import { Resource } from "sst";

const client = new RDSDataClient();
const { clusterArn: resourceArn, secretArn, database } = Resource.Orders;

export const handler = async () => {
  const { records } = await client.send(
    new ExecuteStatementCommand({ resourceArn, secretArn, database, sql: "SELECT 1 + 1" }),
  );
  return records;
};`;

const vectors = `
import { VectorClient } from "sst";

const client = VectorClient("Notes");

export const handler = async () => {
  await client.put({ vector: [1, 0, 0], metadata: { note: "rye" } });
  await client.put({ vector: [0, 1, 0], metadata: { note: "spelt" } });
  await client.remove({ include: { note: "spelt" } });
  return client.query({ vector: [1, 0.1, 0], include: {} });
};`;

let cloud: LocalCloud;
let folder: string;
const start = () =>
  startLocalCloud({
    root: folder,
    state: { folder: stateFolderOf(join(folder, ".local")) },
    ports: { web: 0, aws: 0, console: 0 },
    onWarning: (message) => warnings.push(message),
  });
const warnings: string[] = [];

beforeAll(async () => {
  await ensurePlatform(join(import.meta.dirname, "../../.."), () => {});
  folder = appFolder(
    "databases",
    `const vpc = new sst.aws.Vpc("Network");
     const bakery = new sst.aws.Postgres("Bakery", { vpc, proxy: true, replicas: 1 });
     const orders = new sst.aws.Aurora("Orders", { engine: "postgres", dataApi: true, replicas: 1, vpc });
     const notes = new sst.aws.Vector("Notes", { dimension: 3 });
     const timeout = "2 minutes";
     new sst.aws.Function("Breads", { timeout, handler: "breads.handler", link: [bakery], vpc });
     new sst.aws.Function("OrdersOverHttp", { timeout, handler: "orders.handler", link: [orders] });
     new sst.aws.Function("Remember", { timeout, handler: "vectors.handler", link: [notes] });
     return { url: $interpolate\`postgres://\${bakery.username}:\${bakery.password}@\${bakery.host}:\${bakery.port}/\${bakery.database}\` };`,
    { files: { "breads.mjs": breads, "orders.mjs": orders, "vectors.mjs": vectors } },
  );
  await rm(join(folder, ".local"), { recursive: true, force: true });
  cloud = await start();
});
afterAll(() => cloud?.stop());

const clientConfig = () => ({
  endpoint: cloud.outputs.awsEndpoint,
  region: "eu-west-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const invoke = async (name: string, payload: object = {}) => {
  const found = cloud.graph.resources.find((resource) => resource.name === `${name}Function`);
  const { Payload } = await new LambdaClient(clientConfig()).send(
    new InvokeCommand({ FunctionName: String(found?.outputs.name), Payload: JSON.stringify(payload) }),
  );
  return JSON.parse(Payload!.transformToString());
};

test("a function has its rows in the database that is linked, over its proxy", async () => {
  expect(await invoke("Breads", { name: "rye" })).toEqual(["rye"]);
  const client = new Client({ connectionString: String(cloud.outputs.url) });
  await client.connect();
  expect((await client.query("SELECT name FROM breads")).rows).toEqual([{ name: "rye" }]);
  await client.end();
});

test("a function reaches its cluster over the Data API", async () => {
  expect(await invoke("OrdersOverHttp")).toEqual([[{ longValue: 2 }]]);
});

test("sst.aws.Vector finds what is near", async () => {
  expect(await invoke("Remember")).toEqual({
    results: [{ metadata: { note: "rye" }, score: expect.any(Number) }],
  });
});

test("the SDK describes what there is", async () => {
  const rds = new RDSClient(clientConfig());
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand());
  const { DBClusters = [] } = await rds.send(new DescribeDBClustersCommand());
  const { port } = new URL(String(cloud.outputs.url));

  expect(DBInstances.map(({ Engine }) => Engine).toSorted()).toEqual([
    "aurora-postgresql",
    "aurora-postgresql",
    "aurora-postgresql",
    "postgres",
    "postgres",
  ]);
  expect(DBInstances.find(({ DBName }) => DBName === "databases")?.Endpoint).toEqual({
    Address: "127.0.0.1",
    Port: Number(port),
  });
  expect(DBClusters.map(({ DBClusterMembers }) => DBClusterMembers?.length).toSorted()).toEqual([1, 2]);
  await expect(
    rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: "none" })),
  ).rejects.toMatchObject({
    name: "DBClusterNotFoundFault",
  });
});

test("data and addresses are the same after a restart", async () => {
  const { url } = cloud.outputs;
  await cloud.stop();
  cloud = await start();

  expect(cloud.outputs.url).toBe(url);
  expect(await invoke("Breads", { name: "spelt" })).toEqual(["rye", "spelt"]);
});
