import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { takeLock } from "../boot/lock.ts";
import { openState, stateFolderOf } from "../state/state.ts";
import { state } from "./state.ts";

const anything = z.looseObject({}).or(z.instanceof(Uint8Array));

let root: string;
let said: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "state-command-"));
  writeFileSync(join(root, "sst.config.ts"), "");
  said = [];
  vi.spyOn(console, "log").mockImplementation((line) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const run = async (...args: string[]) => {
  said.length = 0;
  await state.run([...args, "--config", root]);
  return said.join("\n");
};
const put = (body: string) => {
  const open = openState({ folder: stateFolderOf(join(root, ".local")), warn: console.error });
  open.records<object>("sqs/messages", anything).put("1", { email: "ann@bakery.test", body });
  open.close();
};
const bodies = () => {
  const open = openState({ folder: stateFolderOf(join(root, ".local")), warn: console.error });
  const all = [...open.records<{ body: string; email: string }>("sqs/messages", anything).read()];
  open.close();
  return all.map(([, message]) => message);
};

test("saves, lists, loads and removes, and saves what is there before it loads", async () => {
  put("one");
  expect(await run("save", "first")).toMatch(/^Saved .*first\.sqlite \([\d.]+ MB\): 1 message\.$/);
  put("two");
  expect(await run("load", "first")).toMatch(
    /^What was there is saved as before-\S+\.\nLoaded first: 1 message\. The next start goes on from there\.$/,
  );
  expect(bodies()).toMatchObject([{ body: "one" }]);
  expect(await run("list")).toMatch(/^first .* 1 message\nbefore-\S+ .* 1 message$/);
  expect(await run("remove", "first")).toBe("first is removed.");
  expect(await run("list")).toMatch(/^before-/);
});

test("masks what it saves, and says what", async () => {
  put("write to ann@bakery.test");
  const lines = await run("save", "masked", "--mask");
  expect(lines).toMatch(/Masked: email 1, text 1\. Traces are left out/);
  await run("load", "masked");
  const [message] = bodies();
  expect(message?.email).toMatch(/^person-\w+@example\.com$/);
  expect(message?.body).toBe(`write to ${message?.email}`);
});

test("refuses to load while the local cloud runs", async () => {
  put("one");
  await run("save", "first");
  const free = await takeLock(join(root, ".local"));
  await expect(run("load", "first")).rejects.toThrow(
    /The local cloud runs \(process \d+\), and would write over what is loaded\. Stop it with Ctrl-C/,
  );
  await expect(run("save", "second")).resolves.toMatch(/^Saved/);
  await free();
});

test.each([
  [[], "What is to be done? There are: save, load, list, remove."],
  [["save"], "It is: state save <name>"],
  [["save", "a", "b"], "It is: state save <name>"],
  [["list", "a"], "It is: state list"],
  [["keep", "a"], 'There is no command "state keep". There are: save, load, list, remove.'],
  [["load", "a", "--mask"], "--mask goes with save."],
  [["save", "a", "--field", "nickname"], "--field goes with --mask."],
  [["load", "a"], /There is no snapshot "a" in .*; there are none\./],
])("says what is wrong with %j", async (args, message) => {
  await expect(run(...args)).rejects.toThrow(message);
});

test.each([
  [["--config", "/no/such/app"], /^There is no sst\.config\.ts in .*no.such.app/],
  [["--local-folder", "/no/such/folder"], /^There is no folder .*no.such.folder: --local-folder takes/],
])("does not take a folder that is not there for an empty one: %j", async (where, said) => {
  await expect(state.run(["list", ...where])).rejects.toMatchObject({
    name: "CommandError",
    message: expect.stringMatching(said),
  });
});

test("leads nowhere else by the name of a stage", async () => {
  await expect(run("save", "first", "--stage", "../../evil")).rejects.toMatchObject({ name: "Misuse" });
});

const damages: Record<string, (file: string) => void> = {
  "is no database": (file) => writeFileSync(file, "no database ".repeat(1000)),
  "is a folder": (file) => {
    rmSync(file);
    mkdirSync(file);
  },
};

test.each(Object.keys(damages))(
  "a state that %s is not saved, and makes room for a snapshot",
  async (kind) => {
    put("one");
    await run("save", "first");
    damages[kind]!(join(stateFolderOf(join(root, ".local")), "state.sqlite"));

    await expect(run("save", "second")).rejects.toThrow(/state\.sqlite cannot be copied: /);
    expect(await run("load", "first")).toMatch(
      /^What was there is in .*local\.unreadable now: .*state\.sqlite cannot be copied: .*\.\nLoaded first: 1 message/,
    );
    expect(readdirSync(join(root, ".local", "state"))).toContain("local.unreadable");
    expect(bodies()).toMatchObject([{ body: "one" }]);
  },
);
