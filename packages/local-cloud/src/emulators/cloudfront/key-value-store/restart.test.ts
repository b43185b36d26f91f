import { expect, test } from "vitest";
import type { Caller } from "../../../core/cloud.ts";
import { boot, type Declared, resourceOf } from "../../../testing/boot.ts";
import { createLives } from "../../../testing/restart.ts";
import type {} from "./api.ts";
import { createKeyValueStoreEmulator } from "./emulator.ts";

const root: Caller = { principal: { kind: "root" }, causes: [] };

test("keeps what calls changed, until the config says something else of a key", async () => {
  const live = createLives();
  const start = async (values: Record<string, string>) => {
    const cloud = await live();
    const store: Declared = ["aws:cloudfront/keyValueStore:KeyValueStore", { name: "flags" }];
    const KvsARN = String(resourceOf(cloud, store).outputs.arn);
    const keys = Object.entries(values).map(
      ([key, value]): Declared => [
        "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey",
        { keyValueStoreArn: KvsARN, key, value },
      ],
    );
    await boot(cloud, createKeyValueStoreEmulator, [store, ...keys]);
    const { call } = cloud;
    const list = async () => {
      const { Items } = await call("cloudfront-keyvaluestore", "ListKeys", { KvsARN }, root);
      return Object.fromEntries((Items ?? []).map(({ Key, Value }) => [Key, Value]));
    };
    const update = async (Puts: Record<string, string>, Deletes: string[]) => {
      const { ETag } = await call("cloudfront-keyvaluestore", "DescribeKeyValueStore", { KvsARN }, root);
      const puts = Object.entries(Puts).map(([Key, Value]) => ({ Key, Value }));
      const deletes = Deletes.map((Key) => ({ Key }));
      const change = { KvsARN, IfMatch: ETag, Puts: puts, Deletes: deletes };
      await call("cloudfront-keyvaluestore", "UpdateKeys", change, root);
    };
    return { list, update };
  };
  const before = await start({ a: "1", b: "1", c: "1" });
  await before.update({ a: "2", made: "x" }, ["b"]);
  const changed = { a: "2", c: "1", made: "x" };
  expect(await before.list()).toEqual(changed);

  const same = await start({ a: "1", b: "1", c: "1" });
  expect(await same.list()).toEqual(changed);
  const other = await start({ a: "3", b: "1" });
  expect(await other.list()).toEqual({ a: "3", made: "x" });
});
