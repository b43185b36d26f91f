import { mkdtempSync, rmdirSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Pool } from "pg";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type DatabaseServer, serveDatabase } from "./server.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), "postgres-"));
const owner = { user: "baker", password: "it's rye" };
let server: Server;
let served: DatabaseServer;
let port: number;

const start = () =>
  serveDatabase(server, { folder: join(folder, "data"), database: "bakery", setUp: "", ...owner });
const address = () => ({ host: "127.0.0.1", port, database: "bakery", ...owner });

const connected = async (more: object = {}) => {
  const client = new Client({ ...address(), ...more });
  await client.connect();
  return client;
};

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  ({ port } = server.address() as AddressInfo);
  served = start();
});
afterAll(async () => {
  await served.stop();
  server.close();
  rmSync(folder, { recursive: true });
});

let client: Client;
beforeEach(async () => {
  client = await connected();
  await client.query("DROP TABLE IF EXISTS breads; CREATE TABLE breads (id int PRIMARY KEY, name text)");
  return () => client.end();
});

test("speaks to node-postgres, with parameters, types and errors as PostgreSQL has them", async () => {
  await client.query("INSERT INTO breads VALUES ($1, $2), (2, NULL)", [1, "rye"]);

  expect((await client.query("SELECT * FROM breads ORDER BY id")).rows).toEqual([
    { id: 1, name: "rye" },
    { id: 2, name: null },
  ]);
  expect((await client.query("SELECT now() AS at, '{\"a\":1}'::jsonb AS j")).rows).toEqual([
    { at: expect.any(Date), j: { a: 1 } },
  ]);
  await expect(client.query("INSERT INTO breads VALUES (1, 'again')")).rejects.toMatchObject({
    code: "23505",
    constraint: "breads_pkey",
  });
  await expect(client.query("SELECT $1::int", ["x"])).rejects.toMatchObject({ code: "22P02" });
  expect((await client.query("SELECT current_database(), current_user")).rows).toEqual([
    { current_database: "bakery", current_user: "baker" },
  ]);
});

test("speaks to postgres.js, whose statements are prepared and described first", async () => {
  const sql = postgres({ ...address(), username: owner.user, max: 3, onnotice: () => {} });
  await sql.begin(async (transaction) => {
    for (const [id, name] of ["rye", "spelt"].entries())
      await transaction`INSERT INTO breads ${transaction({ id, name })}`;
  });
  const both = await Promise.all([0, 1].map((id) => sql`SELECT name FROM breads WHERE id = ${id}`));

  expect(both.map(([row]) => row?.name)).toEqual(["rye", "spelt"]);
  await expect(sql`SELECT nothing FROM breads`).rejects.toMatchObject({ code: "42703" });
  expect(await sql`SELECT count(*)::int AS n FROM breads`).toEqual([{ n: 2 }]);
  await sql.end();
});

test("checks the password, and knows one database", async () => {
  await expect(connected({ password: "rye" })).rejects.toMatchObject({
    code: "28P01",
    message: 'password authentication failed for user "baker"',
  });
  await expect(connected({ user: "nobody" })).rejects.toMatchObject({ code: "28P01" });
  await expect(connected({ database: "other" })).rejects.toMatchObject({ code: "3D000" });
});

test("lets in roles that the app makes, with their own permissions", async () => {
  await client.query("DROP ROLE IF EXISTS clerk; CREATE ROLE clerk LOGIN PASSWORD 'till'");
  const clerk = await connected({ user: "clerk", password: "till" });

  await expect(clerk.query("SELECT * FROM breads")).rejects.toMatchObject({ code: "42501" });
  await client.query("GRANT SELECT ON breads TO clerk");
  expect((await clerk.query("SELECT * FROM breads")).rowCount).toBe(0);
  expect((await client.query("SELECT current_user")).rows).toEqual([{ current_user: "baker" }]);
  await clerk.end();
  await client.query("DROP OWNED BY clerk; DROP ROLE clerk");
});

test("one transaction after the other: no connection sees into that of another", async () => {
  const pool = new Pool({ ...address(), max: 5 });
  await client.query("INSERT INTO breads VALUES (1, '0')");
  const raise = async () => {
    const one = await pool.connect();
    await one.query("BEGIN");
    const { rows } = await one.query("SELECT name FROM breads WHERE id = 1");
    await one.query("UPDATE breads SET name = $1 WHERE id = 1", [String(Number(rows[0].name) + 1)]);
    await one.query("COMMIT");
    one.release();
  };
  await Promise.all(Array.from({ length: 20 }, raise));

  expect((await client.query("SELECT name FROM breads")).rows).toEqual([{ name: "20" }]);
  await pool.end();
});

test("a connection that goes away in a transaction has it rolled back", async () => {
  const other = await connected();
  other.on("error", () => {});
  await other.query("BEGIN; INSERT INTO breads VALUES (1, 'rye')");
  (other as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();

  expect((await client.query("SELECT * FROM breads")).rowCount).toBe(0);
});

test("each connection has its own settings and prepared statements", async () => {
  const other = await connected({ options: "-c timezone=Asia/Tokyo" });
  await client.query("SET app.tenant = 'a'; SET statement_timeout = '7s'");
  const settings =
    "SELECT current_setting('app.tenant', true) AS tenant, current_setting('TimeZone') AS zone";
  const timeout = "SHOW statement_timeout";
  const prepared = (text: string) => ({ name: "same", text });

  expect((await other.query(settings)).rows).toEqual([
    { tenant: expect.toBeOneOf(["", null]), zone: "Asia/Tokyo" },
  ]);
  expect((await client.query(settings)).rows).toEqual([{ tenant: "a", zone: "UTC" }]);
  expect((await other.query(timeout)).rows).toEqual([{ statement_timeout: "0" }]);
  expect((await client.query(timeout)).rows).toEqual([{ statement_timeout: "7s" }]);
  expect((await client.query(prepared("SELECT 1 AS a"))).rows).toEqual([{ a: 1 }]);
  expect((await other.query(prepared("SELECT 2 AS a"))).rows).toEqual([{ a: 2 }]);
  expect((await client.query(prepared("SELECT 1 AS a"))).rows).toEqual([{ a: 1 }]);
  await other.end();
});

test("hands on notifications", async () => {
  const listener = await connected();
  const heard: unknown[] = [];
  listener.on("notification", ({ channel, payload }) => heard.push([channel, payload]));
  await listener.query("LISTEN baked");
  await client.query("NOTIFY baked, 'rye'");

  await vi.waitFor(() => expect(heard).toEqual([["baked", "rye"]]), 30_000);
  await listener.end();
});

test("has pgvector and the extensions that PGlite brings", async () => {
  await client.query('CREATE EXTENSION IF NOT EXISTS vector; CREATE EXTENSION IF NOT EXISTS "uuid-ossp"');

  expect((await client.query("SELECT '[3,4]'::vector <-> '[0,0]' AS distance")).rows).toEqual([
    { distance: 5 },
  ]);
});

test("rows are copied in", async () => {
  const { writable, sql } = await copying();
  await writable("COPY breads FROM STDIN", "1\trye\n2\tspelt\n");

  expect((await client.query("SELECT name FROM breads ORDER BY id")).rows).toEqual([
    { name: "rye" },
    { name: "spelt" },
  ]);
  await sql.end();
});

const copying = async () => {
  const sql = postgres({ ...address(), username: owner.user, max: 1 });
  const writable = async (text: string, rows: string) => {
    const stream = await sql.unsafe(text).writable();
    await new Promise<void>((done, failed) => {
      stream.once("finish", done).once("error", failed).end(rows);
    });
  };
  return { sql, writable };
};

test("what is no protocol of PostgreSQL's ends its connection, and nothing else", async () => {
  for (const bytes of [
    "GET / HTTP/1.1\r\nhost: x\r\n\r\n",
    "\0\0\0\x08\x04\xd2\x16\x2e",
    "\xff".repeat(64),
  ]) {
    const socket = connect(port, "127.0.0.1");
    socket.resume().on("error", () => {});
    const closed = new Promise((done) => socket.once("close", done));
    socket.write(Buffer.from(bytes, "latin1"));
    await closed;
  }
  expect((await client.query("SELECT 1 AS a")).rows).toEqual([{ a: 1 }]);
});

test("data is there after a restart, also in a copy without empty folders", async () => {
  await client.query("INSERT INTO breads VALUES (1, 'rye')");
  await client.end();
  await served.stop();
  for (const empty of ["pg_notify", "pg_tblspc"]) rmdirSync(join(folder, "data", empty));
  served = start();
  client = await connected();

  expect((await client.query("SELECT name FROM breads")).rows).toEqual([{ name: "rye" }]);
});
