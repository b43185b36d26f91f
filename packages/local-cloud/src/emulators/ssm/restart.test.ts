import { expect, test } from "vitest";
import type { Caller } from "../../core/cloud.ts";
import { boot, type Declared } from "../../testing/boot.ts";
import { createLives } from "../../testing/restart.ts";
import { createSsmEmulator } from "./emulator.ts";

const root: Caller = { principal: { kind: "root" }, causes: [] };
const parameter = (name: string, value: string): Declared => [
  "aws:ssm/parameter:Parameter",
  { name, type: "String", value },
];

test("keeps values that calls put, until the config says another", async () => {
  const live = createLives();
  const start = async (...resources: Declared[]) => {
    const cloud = await live();
    await boot(cloud, createSsmEmulator, resources);
    const get = async (Name: string) =>
      (await cloud.call("ssm", "GetParameter", { Name }, root)).Parameter?.Value;
    const put = (Name: string, Value: string) =>
      cloud.call("ssm", "PutParameter", { Name, Value, Type: "String", Overwrite: true }, root);
    return { get, put, dropped: cloud.state.dropped };
  };
  const before = await start(parameter("/a", "1"), parameter("/b", "1"), parameter("/c", "1"));
  await before.put("/a", "2");
  await before.put("/b", "2");
  await before.put("/made", "x");

  const same = await start(parameter("/a", "1"), parameter("/b", "1"), parameter("/c", "1"));
  expect(await Promise.all(["/a", "/c", "/made"].map(same.get))).toEqual(["2", "1", "x"]);
  expect(await same.get("/a:1")).toBe("1");

  const other = await start(parameter("/a", "3"));
  expect(await Promise.all(["/a", "/a:2", "/made"].map(other.get))).toEqual(["3", "2", "x"]);
  await expect(other.get("/c")).rejects.toMatchObject({ code: "ParameterNotFound" });
  expect(other.dropped).toEqual(["parameter /b, which was changed: the config has it no longer"]);
});

test("refuses two resources of one name, also over a restart", async () => {
  const live = createLives();
  await boot(await live(), createSsmEmulator, [parameter("/a", "1")]);
  const twice = boot(await live(), createSsmEmulator, [parameter("/a", "1"), parameter("/a", "2")]);
  await expect(twice).rejects.toMatchObject({ code: "ParameterAlreadyExists" });
});
