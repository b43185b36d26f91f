import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { startDynamoDb } from "./server-process.ts";

const platform = Object.getOwnPropertyDescriptor(process, "arch")!;
afterEach(() => Object.defineProperty(process, "arch", platform));

const isUp = (url: string) =>
  fetch(url, { method: "POST" }).then(
    () => true,
    () => false,
  );

test("says what to do on a platform without a database", async () => {
  Object.defineProperty(process, "arch", { ...platform, value: "s390x" });
  await expect(startDynamoDb()).rejects.toThrow(/-s390x.*DynamoDB Local and set DYNAMODB_ENDPOINT/);
});

test("uses the server DYNAMODB_ENDPOINT names", async () => {
  const server = await startDynamoDb("http://127.0.0.1:8000/");
  expect(server.url).toBe("http://127.0.0.1:8000");
});

test("stops with nothing left", async () => {
  const server = await startDynamoDb();
  expect(await isUp(server.url)).toBe(true);
  await server.stop();
  expect(await isUp(server.url)).toBe(false);
});

test("finds the next sequence number of a stream by an index, however many records there are", async () => {
  const server = await startDynamoDb();
  const database = new DatabaseSync(join(server.folder!, "dynamodb.sqlite"), { readOnly: true });
  // The query the server makes for each write to a table with a stream.
  const plan = database
    .prepare(
      "EXPLAIN QUERY PLAN SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1",
    )
    .all("orders");
  database.close();
  await server.stop();
  expect(plan.map(({ detail }) => detail)).toEqual([
    expect.stringMatching(
      /^SEARCH _stream_records USING .*INDEX local_cloud_stream_order \(table_name=\?\)$/,
    ),
  ]);
});

test.skipIf(process.platform === "win32")(
  "ends and removes its files when the parent is killed",
  async () => {
    const module = fileURLToPath(new URL("./server-process.ts", import.meta.url));
    const script = `
      const { startDynamoDb } = await import(${JSON.stringify(module)});
      const { url, folder } = await startDynamoDb();
      console.log(JSON.stringify({ url, folder }));
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(parent.stdout, "data");
    const { url, folder } = JSON.parse(String(line)) as { url: string; folder: string };
    expect(await isUp(url)).toBe(true);
    expect(existsSync(folder)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isUp(url)).toBe(false);
    await expect.poll(() => existsSync(folder)).toBe(false);
  },
);
