import { MenuView } from "@sourdough/events-schema/http";
import { type Bakery, checkInvariants, openBakery, settle } from "@sourdough/test-kit";
import { unownedItems } from "@sourdough/test-kit/emulators";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { inventoryTable } from "../src/adapters/inventory-table.ts";
import { fileOf, header, type OfficeClerk, openOffice, rows } from "./office.ts";

let bakery: Bakery;
let office: OfficeClerk;

beforeAll(async () => {
  bakery = await openBakery();
  office = await openOffice(bakery);
});
afterEach(() => bakery.faults.clear());
afterAll(() => bakery?.stop());

const menuOf = async (storeId: string) => {
  const answer = await fetch(`${bakery.outputs.apiUrl}/stores/${storeId}/menu`);
  return MenuView.parse(await answer.json()).items;
};

test("a menu goes in by a form, and is on sale", async () => {
  const channel = await office.staff.follow("/office/imports");
  const before = await menuOf("store-1");
  const done = await office.import(fileOf(...rows(1, 3), "bun,=cmd,bread,two,gluten,1,1"), "Früh & spät.csv");

  expect(done).toMatchObject({
    fileName: "Früh & spät.csv",
    status: "DONE",
    totalRows: 4,
    rows: 4,
    changed: 3,
    refused: 1,
  });
  await expect(office.problems(done.importId)).resolves.toEqual([
    { line: 5, column: "name", reason: expect.stringContaining("formula") },
    { line: 5, column: "priceCents", reason: expect.stringContaining("whole number of cents") },
  ]);
  expect((await menuOf("store-1")).length).toBe(before.length + 3);
  expect(await menuOf("store-2")).toContainEqual(
    expect.objectContaining({ sku: "roll-000002", priceCents: 300, onHand: 6, allergens: ["gluten"] }),
  );
  await bakery.until("the office is told", () => channel.messages.length >= 3);
  expect(channel.messages[0]).toEqual({ topic: "imports", id: done.importId, at: expect.any(String) });
  channel.close();
  await settle(bakery);
  await checkInvariants(bakery);
  expect(bakery.warnings).toEqual([]);
});

test("the same file again changes nothing", async () => {
  const file = fileOf(...rows(100, 5));
  await office.import(file);
  const published = bakery.published.length;
  const again = await office.import(file);
  await bakery.quiet();

  expect(again).toMatchObject({ status: "DONE", rows: 5, changed: 0, refused: 0 });
  const since = bakery.published.slice(published).map((event) => event["detail-type"]);
  expect(since.filter((name) => name === "MenuItemChanged")).toEqual([]);
});

test("a file is the same in any dress, and its lines are those of an editor", async () => {
  const lines = [
    header,
    ...rows(200, 2),
    '"bun-200","Bun ""200""\nwith seeds",bread,100,,1,1',
    ",,,,,,",
    "?,?,?,1,,,",
  ];
  const plain = await office.import(lines.join("\n"));
  const dressed = `\ufeff${lines.join("\r\n").replaceAll(",", ";")}\r\n`;
  const other = await office.import(dressed);

  expect(plain).toMatchObject({ status: "DONE", totalRows: 4, rows: 4, changed: 3, refused: 1 });
  expect(other).toMatchObject({ status: "DONE", totalRows: 4, rows: 4, changed: 0, refused: 1 });
  const found = await office.problems(plain.importId);
  expect(found.map(({ line, column }) => [line, column])).toEqual([
    [7, "sku"],
    [7, "category"],
  ]);
  await expect(office.problems(other.importId)).resolves.toEqual(found);
  expect(await menuOf("store-1")).toContainEqual(expect.objectContaining({ name: 'Bun "200" with seeds' }));
});

test.each<[what: string, file: string | Uint8Array, reason: RegExp]>([
  ["an empty file", "", /empty/],
  ["a ZIP archive named .csv", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), /ZIP archive/],
  ["a photo's worth of bytes", new Uint8Array(100_000), /no text/],
  ["a file without its header", rows(1, 2).join("\n"), /which no menu has/],
  ["a file of another encoding", Buffer.from(fileOf("br,Brötchen,bread,1,,,"), "latin1"), /not UTF-8/],
  ["an open quotation mark", fileOf('br,"Bread,bread,1,,,'), /never closed/],
])("%s gets its answer", async (_, file, reason) => {
  const refused = await office.import(file);

  expect(refused).toMatchObject({
    status: "REFUSED",
    totalRows: 0,
    changed: 0,
    reason: expect.stringMatching(reason),
    endedAt: expect.any(String),
  });
});

test("what a row says of other stores and products stays unsaid", async () => {
  await office.import(fileOf("tart,Tart,cake,450,gluten,9,9"));
  await office.import("sku;name;category;priceCents;allergens;store-2\ntart;Tart;cake;460;gluten;12");

  const [here, there] = await Promise.all([menuOf("store-1"), menuOf("store-2")]);
  expect(here).toContainEqual(expect.objectContaining({ sku: "tart", priceCents: 460, onHand: 9 }));
  expect(there).toContainEqual(expect.objectContaining({ sku: "tart", priceCents: 460, onHand: 12 }));
  expect(here).toContainEqual(expect.objectContaining({ sku: "country-loaf" }));

  await office.import("sku,name,category,priceCents,allergens,listed\ntart,Tart,cake,460,gluten,no");
  expect((await menuOf("store-1")).map(({ sku }) => sku)).not.toContain("tart");
});

test("pieces that orders hold are not taken back", async () => {
  await office.import(fileOf("lemon-tart,Lemon tart,cake,450,gluten,9,9"));
  await bakery.until("the price is known", async () =>
    (await bakery.items("orders")).some(({ sku }) => sku === "lemon-tart"),
  );
  const orderId = await office.staff.place({
    lines: [{ sku: "lemon-tart", quantity: 4, unitPriceCents: 450 }],
  });
  await office.staff.decided(orderId);
  const refused = await office.import(fileOf("lemon-tart,Lemon tart,cake,450,gluten,3,9"));

  expect(refused).toMatchObject({ status: "DONE", changed: 0, refused: 1 });
  await expect(office.problems(refused.importId)).resolves.toEqual([
    { line: 2, column: "store-1", reason: expect.stringContaining("State at least 4") },
  ]);
  await settle(bakery);
  await checkInvariants(bakery);
});

test("a form takes one file, as it was offered, and nothing else", async () => {
  const offer = await office.offer("menu.csv");
  const changed = (fields: Record<string, string>) =>
    office.send({ ...offer, fields: { ...offer.fields, ...fields } }, fileOf(...rows(300, 1)));
  const answers = await Promise.all([
    changed({ key: "uploads/another.csv" }),
    changed({ key: "results/x" }),
    changed({ "Content-Type": "text/html" }),
    changed({ "x-amz-meta-file-name": "other" }),
    changed({ "X-Amz-Signature": "0".repeat(64) }),
    office.send(offer, "x".repeat(20 * 1024 * 1024 + 1)),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 400]);
  await bakery.quiet();
  await expect(office.find(offer.importId)).resolves.toBeUndefined();
});

test("imports are for staff, and a request has to make sense", async () => {
  const customer = await bakery.signUp();
  const path = "/office/imports/imp-01JD7Q2Z8M4V6T0K9X3C5B7N1A/problems";
  const ask = async (who: typeof customer, method: string, to: string, body?: unknown) =>
    (await who.request(method, to, body)).status;

  await expect(ask(customer, "GET", "/office/imports")).resolves.toBe(403);
  await expect(ask(customer, "POST", "/office/imports", { fileName: "a.csv" })).resolves.toBe(403);
  await expect(ask(customer, "GET", path)).resolves.toBe(403);
  await expect(ask(customer, "POST", path)).resolves.toBe(403);
  await expect(customer.follow("/office/imports")).rejects.toThrow(/Unauthorized/);
  await expect(ask(office.staff, "POST", "/office/imports", { fileName: "" })).resolves.toBe(400);
  await expect(ask(office.staff, "POST", "/office/imports", { name: "a.csv" })).resolves.toBe(400);
  await expect(ask(office.staff, "GET", path)).resolves.toBe(404);
  await expect(ask(office.staff, "GET", "/office/imports/x/problems")).resolves.toBe(400);
});

test("all problems can be taken along", async () => {
  const broken = Array.from({ length: 150 }, (_, number) => `Roll ${number},Roll,bread,1,,1,1`);
  const { importId } = await office.import(fileOf(...broken));
  const answer = await office.staff.request("POST", `/office/imports/${importId}/problems`);
  const { url } = (await answer.json()) as { url: string };
  const file = await fetch(url);

  await expect(office.problems(importId)).resolves.toHaveLength(100);
  expect(file.status).toBe(200);
  expect(file.headers.get("content-disposition")).toBe(`attachment; filename="problems-${importId}.csv"`);
  expect((await file.text()).split("\r\n")).toHaveLength(151);
});

test("a file of many rows goes in by batches, each counted once", async () => {
  const facts = rows(10_000, 1_600).map((row) => row.split(",").slice(0, 5).join(","));
  const importId = await office.upload(["sku,name,category,priceCents,allergens", ...facts].join("\n"));
  const done = await office.over(importId);

  expect(done).toMatchObject({ status: "DONE", totalRows: 1600, rows: 1600, changed: 1600, refused: 0 });
  const batches = (await bakery.items("inventory")).filter(
    (item) => item.entity === "importBatch" && item.importId === importId,
  );
  expect(batches.length).toBeGreaterThan(3);
  expect(batches.reduce((sum, { rows: counted }) => sum + Number(counted), 0)).toBe(1600);
  await settle(bakery);
  await checkInvariants(bakery);
});

test("leaves nothing in the table that is not one of its entities", async () => {
  const { entities } = inventoryTable({ table: "any" });
  const all = await bakery.items("inventory");

  expect(all.map(({ entity }) => entity)).toEqual(expect.arrayContaining(["import", "importBatch"]));
  expect(unownedItems(entities, all)).toEqual([]);
});

test("a menu of more products than a page has is read page by page, each product once and in order", async () => {
  await office.import(fileOf(...rows(900_000, 1500)));
  const pages: MenuView[] = [];
  let cursor: string | undefined = "";
  while (cursor !== undefined) {
    const query = cursor && `?cursor=${encodeURIComponent(cursor)}`;
    const answer = await fetch(`${bakery.outputs.apiUrl}/stores/store-1/menu${query}`);
    expect(answer.status).toBe(200);
    pages.push(MenuView.parse(await answer.json()));
    cursor = pages.at(-1)?.cursor;
  }
  const skus = pages.flatMap(({ items }) => items.map(({ sku }) => sku));

  expect(pages.length).toBeGreaterThan(1);
  expect(pages.every(({ items }) => items.length <= 1000)).toBe(true);
  expect(new Set(skus).size).toBe(skus.length);
  const rolls = skus.filter((sku) => sku >= "roll-900000" && sku.startsWith("roll-"));
  expect(rolls).toHaveLength(1500);
  expect(rolls).toEqual(rolls.toSorted());
  for (const malformed of ["x", "item#bread#Rye#", "%23store"])
    expect((await fetch(`${bakery.outputs.apiUrl}/stores/store-1/menu?cursor=${malformed}`)).status).toBe(
      400,
    );
});
