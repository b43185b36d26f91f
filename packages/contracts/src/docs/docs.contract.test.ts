import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromFile, Parser } from "@asyncapi/parser";
import { OrderPlaced, OrderPlacedV2, OrderRejected, reads } from "@sourdough/events-schema";
import { expect, test } from "vitest";
import { inFile } from "../testing.ts";
import { asyncApi } from "./async-api.ts";
import { cataloguePage } from "./catalogue.ts";
import { docsFolder, documents, drift } from "./docs.ts";
import { eventPage } from "./event-page.ts";
import { documentEvents } from "./model.ts";

const committed = join(import.meta.dirname, "../../../..", docsFolder, "asyncapi.json");

const events = documentEvents({
  contracts: [inFile(OrderPlaced), inFile(OrderPlacedV2), inFile(OrderRejected)],
  consumers: new Map([
    [
      "SettlePayment",
      {
        file: "services/payments/src/consumes.ts",
        service: "payments",
        events: [reads(OrderRejected, ["orderId"])],
      },
    ],
  ]),
  waysOf: ({ name }) =>
    name === "OrderRejected"
      ? [
          {
            hops: [
              { kind: "rule", name: "SettlePaymentRule" },
              { kind: "queue", name: "SettlePaymentQueue" },
            ],
            filters: ['{"a":"b|c"}'],
            consumer: "SettlePayment",
            end: "function",
          },
        ]
      : [],
});

test("the official parser finds nothing wrong with the document that is committed", async () => {
  const parser = new Parser();
  const { document, diagnostics } = await fromFile(parser, committed).parse();

  expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
  expect(document?.version()).toBe("3.1.0");
  expect(document?.messages().length).toBeGreaterThan(15);
  expect(document?.operations().get("payments.SettlePayment")?.action()).toBe("receive");
});

test("the parser would find a message that is not there", async () => {
  const document = asyncApi(events.map((event) => ({ ...event, versions: [event.versions[0]] })));
  const broken = { ...document, components: { messages: {} } };

  const errors = async (value: object) =>
    (await new Parser().validate(JSON.stringify(value))).filter(({ severity }) => severity === 0);
  await expect(errors(document)).resolves.toEqual([]);
  expect((await errors(broken)).map(({ path }) => path.join("/"))).toContainEqual(
    "operations/orders.publish/messages/0/$ref",
  );
});

test("sends versions that are published, and receives those that are taken", () => {
  const { operations } = asyncApi(events);

  expect(Object.keys(operations)).toEqual(["orders.publish", "payments.SettlePayment"]);
  expect(operations["orders.publish"]?.messages).toEqual([
    { $ref: "#/channels/bus/messages/OrderPlaced.v2" },
    { $ref: "#/channels/bus/messages/OrderRejected.v1" },
  ]);
});

test("the page of an event has its versions, newest first, and what changed between them", () => {
  const [placed] = events;
  const page = eventPage(placed!);

  expect(page.indexOf("## Version 2")).toBeLessThan(page.indexOf("## Version 1"));
  expect(page).toContain("### Since version 1");
  expect(page).toContain("| `data.total` | added: an object |");
  expect(page).toContain("deprecated, since 2026-11-23, taken until 2027-05-31");
  expect(page).toContain("it is public, for consumers outside");
});

test("the page shows the way, what passes the filters, what is read, and what is personal", () => {
  const page = eventPage(events[1]!);

  expect(page).toContain('SettlePaymentRule --> SettlePaymentQueue[("SettlePaymentQueue")]');
  expect(page).toContain(
    '| payments: `SettlePayment`, a function | `SettlePaymentRule` → `SettlePaymentQueue` | `{"a":"b\\|c"}` | `orderId` |',
  );
  expect(page).toMatch(/`data\.customer\.email` \| text .* \*\*Personal\.\*\* \|/);
});

test("the map has an arrow from who publishes to who takes", () => {
  const page = cataloguePage(events);

  expect(page).toContain('orders -->|"OrderRejected"| payments');
  expect(page).toContain('orders -->|"OrderPlaced"| outside');
  expect(page).toContain("| [OrderPlaced](OrderPlaced.md) | v2, v1 (deprecated) | orders |");
});

test("finds files that are missing, changed and left over", async () => {
  const folder = await mkdtemp(join(tmpdir(), "docs-"));
  const wanted = documents(events);
  for (const [name, text] of wanted) if (name !== "OrderPlaced.md") await writeFile(join(folder, name), text);
  await writeFile(join(folder, "OrderRejected.md"), "by hand");
  await writeFile(join(folder, "OrderBurnt.md"), "an event of yesterday");

  await expect(drift(folder, wanted)).resolves.toEqual([
    "OrderBurnt.md",
    "OrderPlaced.md",
    "OrderRejected.md",
  ]);
  await rm(folder, { recursive: true });
});
