import type { Compatibility, EventContract } from "@sourdough/events-schema";
import { expect, test } from "vitest";
import * as z from "zod";
import { register } from "../registry/register.ts";
import { readRegistry } from "../registry/registry.ts";
import { BreadBinned, inFile, memoryStore, withData } from "../testing.ts";
import { isRead } from "../usage.ts";
import { hurtsWith, judgeContracts } from "./check.ts";
import { isGood, report } from "./report.ts";

const usage = { publishers: ["inventory"], consumers: ["orders", "payments"] };
const oven = z.int().min(1).describe("Number of the oven.");

async function registryWith(...revisions: EventContract[]) {
  const store = memoryStore();
  for (const contract of revisions) await register(store, [inFile(contract)]);
  return readRegistry(store);
}

async function judged(
  contracts: EventContract[],
  registered: EventContract[] = [BreadBinned],
  today = "2026-11-23",
) {
  const registry = await registryWith(...registered);
  return judgeContracts({
    contracts: contracts.map((one) => inFile(one)),
    registry,
    usageOf: () => usage,
    today,
  });
}

test("has nothing to say when nothing changed", async () => {
  const result = await judged([BreadBinned]);

  expect(isGood(result)).toBe(true);
  expect(report(result)).toBe("1 events in 1 versions: 0 broken, 0 other problems");
});

test("says of every break where, why, whom it hurts and what to do", async () => {
  const result = await judged([
    withData({ reason: z.enum(["dry", "eaten"]).describe("Why."), oven }, { reason: "dry", oven: 1 }),
  ]);

  expect(isGood(result)).toBe(false);
  expect(report(result)).toBe(`✗ BreadBinned v1 of sourdough.inventory breaks FULL_TRANSITIVE
    publishes inventory · consumes orders, payments
    data.reason  was "dry" or "burnt"; is "dry" or "eaten"
    data.oven  added: a whole number, 1 or more
    BACKWARD  data.reason: in events published before it may be "burnt"; taken is "dry" or "eaten"
      breaks   what was published with revision 1, and still is in queues, archives and dead-letter queues, is refused by orders, payments
      instead  take what was taken before, and hold new events to the stricter rule where they are made; or add events-schema/src/inventory/bread-binned.v2.ts with an upcast
    BACKWARD  data.oven: in events published before it may be absent; it is required
      breaks   what was published with revision 1, and still is in queues, archives and dead-letter queues, is refused by orders, payments
      instead  make the field optional, or give it a default; or add events-schema/src/inventory/bread-binned.v2.ts with an upcast
    FORWARD  data.reason: in events published from now on it may be "eaten"; taken is "dry" or "burnt"
      breaks   what inventory publishes from now on is refused by consumers with revision 1: orders, payments
      instead  leave it as it was, and publish the change as a new version; or add events-schema/src/inventory/bread-binned.v2.ts with an upcast
1 events in 1 versions: 1 broken, 0 other problems`);
});

test("asks to register a compatible change", async () => {
  const result = await judged([withData({ oven: oven.optional() })]);

  expect(isGood(result)).toBe(false);
  expect(report(result)).toBe(`+ BreadBinned v1 of sourdough.inventory changed as FULL_TRANSITIVE allows
    publishes inventory · consumes orders, payments
    data.oven  added: optional, a whole number, 1 or more
✗ BreadBinned v1 of sourdough.inventory has a compatible change that is not registered
    npm run contracts -- register, and commit what it writes
1 events in 1 versions: 0 broken, 1 other problem`);
});

test("remembers every revision, so that a name is not used again for something else", async () => {
  const withOven = withData({ oven: oven.optional() });
  const withName = withData({ oven: z.string().describe("Name of the oven.").optional() });
  const full: Compatibility = "FULL";

  const transitive = await judged([withName], [BreadBinned, withOven, BreadBinned]);
  const last = await judged([{ ...withName, compatibility: full }], [BreadBinned, withOven, BreadBinned]);

  expect(transitive.verdicts[0]?.breaks.map(({ revision, path }) => `${revision} ${path}`)).toContain(
    "2 data.oven",
  );
  expect(last.verdicts[0]?.state).toBe("compatible");
});

test("holds an event to the mode it states", async () => {
  const wider = withData({ reason: z.enum(["dry", "burnt", "eaten"]).describe("Why.") });

  const states = await Promise.all(
    (["BACKWARD", "FORWARD"] as const).map(
      async (compatibility) => (await judged([{ ...wider, compatibility }])).verdicts[0]?.state,
    ),
  );

  expect(states).toEqual(["compatible", "breaking"]);
});

test("lets a version go only after its last day", async () => {
  const lifecycle = { status: "deprecated", since: "2026-01-01", removeAfter: "2027-01-31" } as const;
  const deprecated = { ...BreadBinned, lifecycle };
  const rules = async (...input: Parameters<typeof judged>) =>
    (await judged(...input)).problems.map(({ rule }) => rule);

  expect(await rules([])).toEqual(["is registered, and its contract is gone"]);
  expect(await rules([], [deprecated])).toEqual([
    "is registered, and its contract is gone before 2027-01-31",
  ]);
  expect(await rules([], [deprecated], "2027-02-01")).toEqual([]);
  expect(await rules([deprecated])).toEqual(["ends 2027-01-31, and lock.json says never"]);
});

test("compares with what was registered elsewhere, whatever the working tree says by now", async () => {
  const rewrittenHistory = withData({ oven }, { oven: 1 });
  const result = judgeContracts({
    contracts: [inFile(rewrittenHistory)],
    registry: await registryWith(rewrittenHistory),
    base: await registryWith(BreadBinned),
    usageOf: () => usage,
    today: "2026-11-23",
  });

  expect(result.verdicts[0]?.breaks.map(({ path, direction }) => `${direction} ${path}`)).toEqual([
    "BACKWARD data.oven",
  ]);
  expect(result.problems.map(({ subject, rule }) => `${subject} ${rule}`)).toEqual([
    "events-schema/registered/sourdough.inventory/BreadBinned.v1.json is not what was registered there",
  ]);
});

const without = (field: "sku" | "reason") => {
  const data = BreadBinned.data.omit({ [field]: true } as { sku: true });
  const examples = BreadBinned.examples.map(({ [field]: _, ...rest }) => rest);
  return {
    ...BreadBinned,
    data,
    examples,
    detail: BreadBinned.detail.extend({ data }),
  } as unknown as EventContract;
};
const payments = {
  service: "payments",
  consumer: "RefundBread",
  source: BreadBinned.source,
  name: BreadBinned.name,
  version: 1,
  paths: ["reason"],
};
const judgedBy = async (contract: EventContract, readings: (typeof payments)[]) => {
  const registry = await registryWith(BreadBinned);
  const usageOf = () => ({ publishers: ["inventory"], consumers: ["payments"], readings });
  return judgeContracts({ contracts: [inFile(contract)], registry, usageOf, today: "2026-11-23" });
};

test("a removed field that payments reads breaks, and says who reads it", async () => {
  const result = await judgedBy(without("reason"), [payments]);

  expect(result.verdicts).toMatchObject([{ state: "breaking", unread: [] }]);
  expect(report(result)).toContain(
    "is refused by consumers with revision 1: those who read it: payments (RefundBread)",
  );
});

test("a removed field that nobody reads is a matter of order, and can be registered", async () => {
  const contract = without("sku");
  const result = await judgedBy(contract, [payments]);

  expect(result.verdicts).toMatchObject([{ state: "ordered", breaks: [], unread: [{ path: "data.sku" }] }]);
  expect(report(result)).toContain(
    `+ BreadBinned v1 of sourdough.inventory changed what nobody reads: consumers have to be deployed first
    publishes inventory · consumes payments
    data.sku  removed; was text
    FORWARD  data.sku: in events published from now on it may be absent; it is required; nobody reads it
      order    functions with revision 1 refuse that until they are deployed: payments first, then inventory (can-i-deploy tells when)`,
  );
  const store = memoryStore();
  await register(store, [inFile(BreadBinned)]);
  const usage = { publishers: [], consumers: [], readings: [payments] };
  await expect(register(store, [inFile(contract)], (file) => hurtsWith(file, usage))).resolves.toEqual([
    "sourdough.inventory/BreadBinned.v1.r2.json",
  ]);
});

test("a removed field of a public event breaks: nobody knows who reads it outside", async () => {
  const result = await judgedBy({ ...without("sku"), public: true }, []);

  expect(result.verdicts).toMatchObject([{ state: "breaking" }]);
});

test.each([
  [["lines"], "data.lines[].sku", true],
  [["lines.sku"], "data.lines", true],
  [["lines.sku"], "data.lines[0].skus", false],
  [["customer.email"], "data.customer.phone", false],
  [[], "metadata.eventId", true],
  [[], "data", true],
])("%j reads %s: %s", (paths, path, read) => {
  expect(isRead({ paths }, path)).toBe(read);
});
