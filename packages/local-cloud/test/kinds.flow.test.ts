import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { CognitoIdentityProviderClient, SignUpCommand } from "@aws-sdk/client-cognito-identity-provider";
import { beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Check, runExample } from "../covered/examples/running.ts";
import { ensurePlatform } from "../src/synth/platform.ts";

const repo = join(import.meta.dirname, "../../..");
const folder = join(import.meta.dirname, "kinds");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

beforeAll(async () => {
  await ensurePlatform(repo, () => {});
});

/** Apps as people write them with SST's components, one for each kind of thing; each goes its main way. */
const kinds: Readonly<Record<string, Check>> = {
  queue: async ({ get, ran }) => {
    await get("counter", "/rye");
    await ran("app.bake");
    await get("counter", "/burnt");
  },
  bus: async ({ get, ran, cloud }) => {
    await get("counter");
    await ran("app.bake");
    expect(cloud.journal.hops(({ action, resource }) => action === "Run" && /ToShop/.test(resource))).toEqual(
      [],
    );
  },
  topic: async ({ get, ran }) => {
    await get("writer", "/rye");
    await ran("app.like");
    await get("writer", "/white");
    await ran("app.read", 2);
  },
  cron: async ({ cloud, ran }) => {
    cloud.clock.advance(DAY);
    await ran("app.sweep");
    await ran("app.look");
  },
  table: async ({ get, ran }) => {
    expect(JSON.parse(await get("shelf", "/wheat/toast"))).toEqual(["toast"]);
    expect(JSON.parse(await get("shelf", "/rye/loaf"))).toEqual(["loaf"]);
    await ran("app.watch");
  },
  bucket: async ({ get, ran }) => {
    expect(await get("album", "/album/rye")).toBe("picture of album/rye");
    await ran("app.look");
    await get("album", "/print/rye");
    await ran("app.print");
  },
  websocket: async ({ url }) => {
    const socket = new WebSocket(url("chat"));
    await once(socket, "open");
    socket.send("rye");
    const [message] = (await once(socket, "message")) as [Buffer];
    expect(message.toString()).toBe("rye, too");
    socket.close();
  },
  email: async ({ get, happened }) => {
    await get("counter");
    await happened("a mail", ({ service, action }) => service === "ses" && action === "SendEmail");
  },
  site: async ({ get }) => {
    expect(await get("door")).toContain("<p>Rye</p>");
    expect(await get("door", "/api/menu")).toBe("api at /api/menu");
  },
  service: async ({ get, printed }) => {
    expect(await get("Oven")).toBe("oven of linked");
    await get("caretaker");
    await printed("swept true");
  },
  workflow: async ({ get, cloud, happened }) => {
    await get("counter");
    // Whenever it begins to wait.
    const passing = setInterval(() => cloud.clock.advance(HOUR), 200);
    const { id } = await happened("the end", ({ action }) => action === "EndExecution").finally(() =>
      clearInterval(passing),
    );
    expect(JSON.stringify(cloud.journal.payloads(cloud.journal.hop(id)!).output)).toContain("baked");
  },
  people: async ({ client, cloud, ran }) => {
    const cognito = new CognitoIdentityProviderClient(client);
    const { UserConfirmed } = await cognito.send(
      new SignUpCommand({ ClientId: String(cloud.outputs.web), Username: "ann", Password: "Sourdough-1" }),
    );
    expect(UserConfirmed).toBe(true);
    await ran("app.welcome");
  },
  links: async ({ get }) => {
    expect(JSON.parse(await get("reader"))).toEqual(["4711", 230, true, "rye"]);
  },
  regions: async ({ get }) => {
    assert.notEqual(await get("home"), "us-west-2");
    expect(await get("away")).toBe("us-west-2");
  },
  files: async ({ get }) => {
    const first = await get("counter");
    expect(first).toMatch(/^rye \d+$/);
    expect(await get("counter")).toBe(`rye ${Number(first.split(" ")[1]) + 1}`);
  },
  stream: async ({ get, ran }) => {
    expect(await get("till", "/rye")).toBe("selling rye");
    await get("till", "/white");
    await ran("app.rye");
    await ran("app.all", 1);
  },
};

test("each folder is tried", () => {
  expect(Object.keys(kinds).toSorted()).toEqual(readdirSync(folder).toSorted());
});

const spent = new Map<string, number>();

/** Processor seconds of all children that have ended, which Linux alone tells: the config is evaluated in one. */
const ofChildren = (): number => {
  if (process.platform !== "linux") return 0;
  // The name of the program, in parentheses, may have spaces.
  const [, fields = ""] = readFileSync("/proc/self/stat", "utf8").split(/\) (?!.*\) )/s);
  const [user, system] = fields.split(" ").slice(13, 15).map(Number);
  return (user! + system!) / 100;
};

/** Processor time, which does not grow with what else the machine does. */
const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + ofChildren();
};

test.each(Object.entries(kinds))("%s", async (kind, check) => {
  const before = processorSeconds();
  const root = join(folder, kind);
  // The platform of SST is 330 MB, so these apps borrow the repo's.
  mkdirSync(join(root, ".sst"), { recursive: true });
  const link = join(root, ".sst", "platform");
  if (!existsSync(link)) symlinkSync(join(repo, ".sst", "platform"), link, "junction");
  const { example, stop } = await runExample(root, { OvenCode: "4711" });
  try {
    await check(example);
  } finally {
    await stop();
    spent.set(kind, processorSeconds() - before);
  }
});

test("all of them take less than five minutes of processor time", () => {
  const sum = [...spent.values()].reduce((one, other) => one + other, 0);
  const list = [...spent].map(([kind, seconds]) => `${kind} ${seconds.toFixed(1)}`).join(", ");
  console.log(`${spent.size} apps took ${sum.toFixed(1)} s of processor time: ${list}`);
  expect([...spent.keys()]).toEqual(Object.keys(kinds));
  expect(sum).toBeLessThan(5 * 60);
});
