import { type EventContract, OrderCancelled, OrderPlaced, OrderPlacedV2 } from "@sourdough/events-schema";
import { expect, test } from "vitest";
import * as z from "zod";
import { BreadBinned, inFile, withData } from "../testing.ts";
import { fileOf, ruleProblems } from "./rules.ts";

const today = "2026-11-23";
const said = (...contracts: EventContract[]) =>
  ruleProblems(
    contracts.map((contract) => inFile(contract)),
    today,
  ).map(({ subject, rule, remedy }) => `${subject} ${rule}; ${remedy}`);
const bin = "BreadBinned v1 of sourdough.inventory";

test("has nothing to say about a sound contract", () => {
  expect(said(BreadBinned, OrderPlaced, OrderPlacedV2, OrderCancelled)).toEqual([]);
});

test("knows where a contract belongs", () => {
  expect(fileOf(OrderPlacedV2)).toBe("events-schema/src/orders/order-placed.v2.ts");
  expect(ruleProblems([inFile(BreadBinned, "events-schema/src/orders/bread.v1.ts")], today)).toEqual([
    {
      subject: bin,
      rule: "is in events-schema/src/orders/bread.v1.ts",
      remedy: "move it to events-schema/src/inventory/bread-binned.v1.ts",
    },
  ]);
});

test("finds an example that does not parse", () => {
  expect(
    said({ ...BreadBinned, examples: [BreadBinned.examples[0], { sku: "bun", reason: "eaten" }] }),
  ).toEqual([
    `${bin} example 2 does not parse: reason: Invalid option: expected one of "dry"|"burnt"; correct the example, or the schema if the example is right`,
  ]);
});

test("finds two files with the same event and version", () => {
  const file = "events-schema/src/inventory/bread-binned.v1.ts";
  const twice = [inFile(BreadBinned), inFile(BreadBinned, "events-schema/src/inventory/binned.v1.ts")];

  expect(ruleProblems(twice, today)[0]).toEqual({
    subject: bin,
    rule: `is in 2 files: ${file}, events-schema/src/inventory/binned.v1.ts`,
    remedy: "keep one, or give the other the next version",
  });
});

test.each([
  [
    "2026-11-22",
    [
      `${bin} was to be gone after 2026-11-22; remove its publisher, its consumers and its file, or move the day if they need longer`,
    ],
  ],
  ["2026-11-23", []],
  ["soon", [`${bin} has "soon" in its lifecycle, which is no day; write YYYY-MM-DD`]],
])("looks at an end on %s", (removeAfter, problems) => {
  expect(
    said({ ...BreadBinned, lifecycle: { status: "deprecated", since: "2026-01-01", removeAfter } }),
  ).toEqual(problems);
});

test("wants every field described", () => {
  expect(said(withData({ crumbs: z.object({ grams: z.number() }).optional() }))).toEqual([
    `${bin} data.crumbs.grams has no description; say what it is and in which unit: .describe()`,
  ]);
});

test("wants personal fields marked and named", () => {
  const email = z.string().describe("Of the baker.");
  const marked = withData({ email: email.meta({ "x-personal": true }).optional() });

  expect(said(marked)[0]).toBe(`${bin} data.email is marked as personal; add "email" to personal`);
  expect(said({ ...marked, personal: ["email"] })).toEqual([]);
  expect(said({ ...BreadBinned, personal: ["baker"] })[0]).toContain(
    "personal names data.baker, which is no field",
  );
  const named = withData({ baker: email.meta({ "x-personal": true }).optional() });
  expect(said({ ...named, personal: ["baker"] })).toEqual([
    `${bin} data.baker is personal, and logs do not know it by its name; add "baker" to personalFields in events-schema/src/personal.ts`,
  ]);
  expect(said(withData({ bakerEmail: email.optional() }))[0]).toContain("data.bakerEmail looks personal");
});

test.each([
  [
    "a refinement",
    z.string().refine((text) => text !== "stone"),
    "crumb has a refinement: say it with a type",
  ],
  [
    "a transformation",
    z.string().transform(Number),
    "crumb has a transformation: let publisher and consumer convert",
  ],
  ["trimming", z.string().trim(), "crumb has an overwrite, such as trim(): convert before publishing"],
  [
    "flags of a pattern",
    z.string().regex(/^a$/i),
    'crumb has a pattern with the flags "i": write it without',
  ],
  ["a date", z.date(), "Date cannot be represented in JSON Schema"],
])("refuses %s, which a registered version would lose", (_, schema, reason) => {
  expect(said(withData({ crumb: schema.optional() })).join()).toContain(reason);
});

test("wants an upcast from the version beside it, for its examples too", () => {
  const second = { ...BreadBinned, version: 2 };
  const upcast = { from: BreadBinned, data: (older: unknown) => ({ ...Object(older), reason: "eaten" }) };

  expect(said(BreadBinned, second)).toEqual([
    "BreadBinned v2 of sourdough.inventory has no upcast from v1, which lives beside it; declare upcast: { from, data } in it, so that consumers get the newest shape",
  ]);
  expect(said(BreadBinned, { ...second, upcast })[0]).toContain(
    "example 1 of BreadBinned v1 is no v2 after its upcast: reason: Invalid option",
  );
});
