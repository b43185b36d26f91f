import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { openTestEngine, orders } from "./engine.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "local-cloud-dynamodb-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts items one after the other, and says of each that it was answered. */
const writer = fileURLToPath(new URL("./writer.fixture.ts", import.meta.url));

test("finds all that was answered, and every change of it, after it was killed while it wrote", async () => {
  let next = 0;
  for (let kills = 0; kills < 3; kills++) {
    const child = spawn(process.execPath, [writer, folder, String(next)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface(child.stdout);
    const closed = once(lines, "close");
    const until = next + 200;
    lines.on("line", (line) => {
      next = Number(line) + 1;
      if (next === until) child.kill("SIGKILL");
    });
    await closed;
  }

  const engine = openTestEngine(folder);
  const items = new Set<string>();
  let ExclusiveStartKey: unknown;
  do {
    const page = engine.call("Scan", { TableName: orders.TableName, ExclusiveStartKey });
    for (const { sk } of page.Items as { sk: { N: string } }[]) items.add(sk.N);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  expect(items.size).toBeGreaterThanOrEqual(next);
  for (let n = 0; n < next; n++) expect(items).toContain(String(n));

  const StreamArn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000";
  const { StreamDescription } = engine.call("DescribeStream", { StreamArn });
  const [{ ShardId }] = (StreamDescription as { Shards: [{ ShardId: string }] }).Shards;
  let { ShardIterator } = engine.call("GetShardIterator", {
    StreamArn,
    ShardId,
    ShardIteratorType: "TRIM_HORIZON",
  });
  const changed = new Set<string>();
  for (let full = true; full; ) {
    const page = engine.call("GetRecords", { ShardIterator });
    const records = page.Records as { dynamodb: { Keys: { sk: { N: string } } } }[];
    for (const { dynamodb } of records) changed.add(dynamodb.Keys.sk.N);
    full = records.length > 0;
    ShardIterator = page.NextShardIterator;
  }
  expect(changed).toEqual(items);

  const query = {
    TableName: orders.TableName,
    IndexName: "shops",
    KeyConditionExpression: "shop = :s",
    ExpressionAttributeValues: { ":s": { S: "s-1" } },
    Select: "COUNT",
  };
  expect(engine.call("Query", query)).toMatchObject({ Count: items.size });
  engine.close();
});
