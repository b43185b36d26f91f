import type { JsonSchema } from "@sourdough/events-schema";
import { expect, test } from "vitest";
import { answerText } from "./can-i-deploy.ts";
import type { Uses } from "./deployments.ts";
import { judge, type Question } from "./judge.ts";

const placed = (version: number) => `sourdough.orders/OrderPlaced.v${version}`;
const paid = "sourdough.payments/PaymentAuthorized.v1";
const uses = (publishes: Uses["publishes"], takes: Uses["takes"] = {}): Uses => ({ publishes, takes });
const deployed = (what: Uses) => ({
  ...what,
  commit: "0123456789abcdef",
  deployedAt: "2026-11-23T07:30:00.000Z",
});

const data = (...required: string[]): JsonSchema => ({
  type: "object",
  properties: Object.fromEntries(["orderId", "note"].map((name) => [name, { type: "string" }])),
  required,
});
const schemas: Record<string, JsonSchema> = {
  [`${placed(1)} 1`]: data("orderId", "note"),
  // Nobody reads the note, so it became optional.
  [`${placed(1)} 2`]: data("orderId"),
};

const asked = (question: Partial<Question>): string => {
  const name = question.project?.name ?? "orders";
  const answer = judge({
    project: { name, root: `services/${name}`, needs: [] },
    stage: "prod",
    here: new Map(),
    recorded: {},
    schemaOf: (version, revision) => schemas[`${version} ${revision}`],
    changed: new Map(),
    ...question,
  });
  return answerText(name, "prod", answer);
};
const orders = { name: "orders", root: "services/orders", needs: ["platform"] };
const payments = { name: "payments", root: "services/payments", needs: [] };

test("what a project needs has to be on the stage, as it is here", () => {
  const recorded = { platform: deployed(uses({})) };

  expect(asked({ project: orders })).toBe(`✗ orders may not ship to prod
    orders needs platform, which was never deployed to prod
  first: platform`);
  expect(
    asked({ project: orders, recorded, changed: new Map([["platform", true]]) }),
  ).toBe(`✗ orders may not ship to prod
    orders needs platform, which changed since it was deployed to prod (commit 0123456789ab)
  first: platform`);
  expect(asked({ project: orders, recorded })).toContain(
    "which is on prod as commit 0123456789ab: this clone does not have it",
  );
  expect(asked({ project: orders, recorded, changed: new Map([["platform", false]]) })).toBe(
    "✓ orders may ship to prod",
  );
});

const publisher = uses({ [placed(1)]: 1 });
const newer = uses({ [placed(2)]: 1 });
const takes = (...versions: number[]) =>
  uses({}, Object.fromEntries(versions.map((version) => [placed(version), 1])));

test("a new version ships when its consumers take it", () => {
  const here = new Map([
    ["orders", newer],
    ["payments", takes(1, 2)],
  ]);
  const before = { orders: deployed(publisher), payments: deployed(takes(1)) };

  expect(asked({ here, recorded: before })).toBe(`✗ orders may not ship to prod
    payments takes OrderPlaced v1, and v2 is published here
  first: payments`);
  expect(asked({ here, recorded: before, project: payments })).toBe("✓ payments may ship to prod");
  expect(asked({ here, recorded: { ...before, payments: deployed(takes(1, 2)) } })).toBe(
    "✓ orders may ship to prod",
  );
});

test("a consumer keeps the old version until the publisher is on the new one", () => {
  const here = new Map([
    ["orders", newer],
    ["payments", takes(2)],
  ]);
  const recorded = { orders: deployed(publisher), payments: deployed(takes(1, 2)) };

  expect(asked({ here, recorded, project: payments })).toBe(`✗ payments may not ship to prod
    payments takes OrderPlaced v2, and v1 is published there
  first: orders`);
  expect(asked({ here, recorded })).toBe("✓ orders may ship to prod");
});

test("says so when no order helps", () => {
  const recorded = { orders: deployed(publisher), payments: deployed(takes(1)) };
  const neither = (taken: Uses) =>
    asked({
      recorded,
      here: new Map([
        ["orders", newer],
        ["payments", taken],
      ]),
    });

  expect(neither(takes(1))).toContain("no order helps: let payments take both versions first");
  expect(neither(takes(2))).toContain(
    "no order helps, since payments does not go with orders as it is there",
  );
  expect(neither(takes(2))).not.toContain("first:");
  const eager = new Map([
    ["orders", publisher],
    ["payments", takes(2)],
  ]);
  expect(asked({ here: eager, recorded, project: payments })).toContain(
    "no order helps: let payments take both versions first",
  );
});

test("what nobody reads goes once the functions that would refuse its absence are deployed", () => {
  const here = new Map([
    ["orders", uses({ [placed(1)]: 2 })],
    ["payments", uses({}, { [placed(1)]: 2 })],
  ]);
  const recorded = { orders: deployed(publisher), payments: deployed(takes(1)) };

  expect(asked({ here, recorded })).toBe(`✗ orders may not ship to prod
    payments takes OrderPlaced v1 revision 1, and would refuse revision 2, published here: note may be absent; it is required
  first: payments`);
  expect(asked({ here, recorded, project: payments })).toBe("✓ payments may ship to prod");
});

test("a branch that is behind the stage has to catch up", () => {
  const recorded = { payments: deployed(uses({}, { [placed(1)]: 3 })) };

  expect(asked({ here: new Map([["orders", publisher]]), recorded })).toBe(`✗ orders may not ship to prod
    payments takes OrderPlaced v1 revision 3, and that is not registered in this clone
      bring your branch up to date`);
});

test("an event that is waited for does not go away, nor does who left the repository go unnoticed", () => {
  const recorded = { orders: deployed(publisher), payments: deployed(takes(1)) };
  const gone = (...others: [string, Uses][]) =>
    asked({ here: new Map([["orders", uses({})], ...others]), recorded });

  expect(gone(["payments", uses({})])).toBe(`✗ orders may not ship to prod
    payments takes OrderPlaced on prod, and orders no longer publishes it
  first: payments`);
  expect(gone(["payments", takes(1)])).toContain("let payments go without it first");
  expect(asked({ here: new Map([["orders", newer]]), recorded })).toContain(
    "payments is no longer in this repository: remove it from prod",
  );
});

test("an event that is new on the stage finds its consumers there", () => {
  const here = new Map([
    ["orders", uses({ [placed(1)]: 1 }, { [paid]: 1 })],
    ["payments", uses({}, { [placed(1)]: 1 })],
  ]);
  const recorded = { orders: deployed(uses({})), payments: deployed(uses({})) };

  expect(asked({ here, recorded })).toBe(`✗ orders may not ship to prod
    payments takes OrderPlaced here and not on prod: what orders publishes before does not reach it
  first: payments`);
  const both = new Map(here).set("payments", uses({ [paid]: 1 }, { [placed(1)]: 1 }));
  expect(asked({ here: both, recorded })).toBe(`✓ orders may ship to prod
    note: OrderPlaced: new, and for payments, which has new events for orders: ship one right after the other`);
});

test("the first services of a stage wait for nobody, and hear who is missing", () => {
  const here = new Map([
    ["orders", publisher],
    ["payments", takes(1)],
  ]);

  expect(asked({ here })).toBe(`✓ orders may ship to prod
    note: never deployed to prod, and missing what orders publishes until then: payments`);
});
