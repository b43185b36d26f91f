import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/boot/local-cloud.ts";
import type { Caller } from "../src/core/cloud.ts";
import { findSnapshot, loadSnapshot } from "../src/state/snapshots.ts";
import { stateFolderOf } from "../src/state/state.ts";
import { ensurePlatform } from "../src/synth/platform.ts";
import { appFolder } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
beforeAll(() => ensurePlatform(join(import.meta.dirname, "../../.."), () => {}));

const root: Caller = { principal: { kind: "root" }, causes: [] };
const table = (key: string) =>
  `new sst.aws.Dynamo("Notes", { fields: { ${key}: "string" }, primaryIndex: { hashKey: "${key}" } })`;
const config = (key: string) =>
  `const notes = ${table(key)}; const files = new sst.aws.Bucket("Files"); return { table: notes.name, bucket: files.name };`;

const start = async (key: string) => {
  const app = appFolder("goes-on", config(key));
  const warnings: string[] = [];
  const localFolder = join(app, ".local");
  const folder = stateFolderOf(localFolder);
  const cloud = await startLocalCloud({
    root: app,
    state: { folder },
    ports: { web: 0, aws: 0, console: 0 },
    onWarning: (message) => warnings.push(message),
  });
  onTestFinished(() => cloud.stop());
  return { ...cloud, warnings, localFolder, folder };
};
const put = async ({ cloud, outputs }: LocalCloud, key: string) => {
  await cloud.call(
    "dynamodb",
    "PutItem",
    { TableName: String(outputs.table), Item: { [key]: { S: "1" } } },
    root,
  );
  await cloud.call("s3", "PutObject", { Bucket: String(outputs.bucket), Key: "a", Body: "one" }, root);
};
const count = async ({ cloud, outputs }: LocalCloud) =>
  (await cloud.call("dynamodb", "Scan", { TableName: String(outputs.table) }, root)).Count;

test("goes on from the last run, and saves what a changed config has no place for", async () => {
  rmSync(join(appFolder("goes-on", config("id")), ".local"), { recursive: true, force: true });
  const first = await start("id");
  expect(first.takenUp).toBe("");
  await put(first, "id");
  await first.stop();

  const second = await start("id");
  expect(second.takenUp).toBe("1 item, 1 object");
  expect(await count(second)).toBe(1);
  const hops = second.journal.hops(({ action }) => action === "PutItem");
  expect(hops.map((hop) => second.journal.payloads(hop).input)).toMatchObject([{ Item: { id: { S: "1" } } }]);
  await second.stop();

  const changed = await start("other");
  expect(await count(changed)).toBe(0);
  expect(changed.warnings).toEqual([
    expect.stringMatching(
      /^Not taken up from the last run: table \S+ with 1 items: its key is another now\.$/,
    ),
    expect.stringMatching(/^All of it as it was is saved: ".* state load before-\S+"\.$/),
  ]);
  const [, name = ""] = /load (before-\S+)"/.exec(changed.warnings[1] ?? "") ?? [];
  await changed.stop();

  loadSnapshot(changed.folder, findSnapshot(changed.localFolder, name));
  const back = await start("id");
  expect(await count(back)).toBe(1);
  const object = await back.cloud.call(
    "s3",
    "GetObject",
    { Bucket: String(back.outputs.bucket), Key: "a" },
    root,
  );
  expect(await object.Body?.transformToString()).toBe("one");
});
