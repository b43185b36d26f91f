import { expect, test } from "vitest";
import { lineOf } from "./import-layout.ts";
import { inspectFile } from "./inspect-file.ts";

const header = "sku,name,category,priceCents,allergens";
const croissant = "butter-croissant,Butter croissant,pastry,280,gluten milk";
const rye = "rye,Dark rye,bread,580,gluten";

const inspect = (file: string | Uint8Array, chunkSize = 7) =>
  inspectFile(
    (async function* () {
      const bytes = typeof file === "string" ? Buffer.from(file) : file;
      for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
    })(),
    ["store-1", "store-2"],
  );

const whole = { firstRow: 1, breaks: [], marked: [] };
const columns = ["sku", "name", "category", "priceCents", "allergens"];

test.each<[what: string, file: string, found: object]>([
  ["commas", `${header}\n${croissant}\n${rye}\n`, { delimiter: "COMMA", totalRows: 2, layout: whole }],
  ["no line end at the end", `${header}\n${croissant}`, { totalRows: 1, layout: whole }],
  ["CRLF", `${header}\r\n${croissant}\r\n${rye}\r\n`, { totalRows: 2, layout: whole }],
  ["a byte order mark", `\ufeff${header}\n${croissant}`, { totalRows: 1, layout: { columns } }],
  ["semicolons", `${header}\n${croissant}`.replaceAll(",", ";"), { delimiter: "SEMICOLON", totalRows: 1 }],
  ["tabs", `${header}\n${croissant}`.replaceAll(",", "\t"), { delimiter: "TAB", totalRows: 1 }],
  ["pipes", `${header}\n${croissant}`.replaceAll(",", "|"), { delimiter: "PIPE", totalRows: 1 }],
  [
    "a hint for Excel",
    `sep=;\n${header}\n${croissant}`.replaceAll(",", ";"),
    { delimiter: "SEMICOLON", totalRows: 1, layout: { ...whole, firstRow: 2 } },
  ],
  [
    "names of columns in their own way, and of stores",
    `SKU, Name ,CATEGORY,pricecents,Allergens,Store-2,listed\n${croissant},3,no`,
    { layout: { columns: [...columns, "store-2", "listed"] } },
  ],
  ["columns without a name and without text", `${header},,\n${croissant},, \n`, { totalRows: 1 }],
  ["empty lines, which are no rows", `\n${header}\n\n${croissant}\n,,,,\n\n`, { totalRows: 1 }],
  [
    "line breaks and doubled quotation marks in a cell",
    `${header}\nbun,"A ""bun""\r\nwith\nseeds",bread,100,\n${rye}\n`,
    { totalRows: 2, layout: { breaks: [[1, 2]] } },
  ],
])("takes a menu with %s", async (_, file, found) => {
  await expect(inspect(file)).resolves.toMatchObject({ kind: "menu", ...found });
});

const zip = Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0);

test.each<[what: string, file: string | Uint8Array, line: number, reason: RegExp]>([
  ["nothing", "", 1, /^The file is empty\.$/],
  ["empty lines", "\n\n ,\n", 1, /empty lines/],
  ["a header alone", `${header}\n`, 1, /no rows below it/],
  ["a ZIP archive", zip, 1, /ZIP archive or an Excel workbook/],
  ["an old Excel workbook", Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1), 1, /old Excel workbook/],
  ["a gzip", Uint8Array.of(0x1f, 0x8b, 8), 1, /compressed/],
  ["a PDF", "%PDF-1.7", 1, /PDF/],
  ["UTF-16", Buffer.from(`\ufeff${header}`, "utf16le"), 1, /UTF-16/],
  ["bytes", Uint8Array.of(1, 0, 2), 1, /no text/],
  ["Windows-1252", Buffer.from(`${header}\n${rye}\nbr,Brötchen,bread,1,`, "latin1"), 3, /not UTF-8/],
  [
    "a quotation mark that is never closed",
    `${header}\n${rye}\nbun,"Bun,bread,1,\n${rye}\n`,
    3,
    /never closed/,
  ],
  ["a quotation mark within a text", `${header}\nbun,5" bun,bread,1,\n`, 2, /within a text/],
  ["text behind a quotation mark", `${header}\nbun,"5" bun,bread,1,\n`, 2, /follows a quotation mark/],
  ["a row without an end", `${header}\nbun,"${"x".repeat(9000)}`, 2, /longer than 8000/],
  ["line ends of old", `${header}\r${rye}\r`, 1, /CR alone/],
  ["no header", `${rye}\n${croissant}`, 1, /"rye", "Dark rye", "bread", "580", "gluten", which no menu has/],
  [
    "a column nobody knows",
    `${header},colour\n${rye},brown`,
    1,
    /"colour", which no menu has.*store-1, store-2/,
  ],
  ["a store nobody knows", `${header},store-9\n${rye},1`, 1, /"store-9"/],
  ["a column too few", "sku,name,category\nrye,Rye,bread", 1, /lacks "priceCents", "allergens"/],
  ["a column twice", `${header},sku\n${rye},rye`, 1, /"sku" twice/],
  ["too many columns", `${header}${",".repeat(30)}\n`, 1, /more than 16 columns/],
  ["mostly trouble", `${header}\n${`${rye}\n`.repeat(600)}`, 503, /More than 500 rows cannot go in/],
])("refuses %s", async (_, file, line, reason) => {
  await expect(inspect(file)).resolves.toEqual({
    kind: "refused",
    line,
    reason: expect.stringMatching(reason),
  });
});

test("marks rows that no batch could judge", async () => {
  const found = await inspect(
    `${header}\n${rye}\nbun,"Bun\nwith seeds",bread,100,,7\nbow,B\\w,bread,1,\nrye,Rye again,bread,1,\n`,
  );

  expect(found).toMatchObject({
    totalRows: 4,
    layout: {
      marked: [
        { row: 2, sku: "bun", reason: expect.stringContaining('"7" is in a column without a name') },
        { row: 3, sku: "bow", column: "name", reason: expect.stringContaining("backslash") },
        { row: 4, sku: "rye", column: "sku", reason: expect.stringContaining("Line 2 has the same product") },
      ],
    },
  });
  if (found.kind === "menu")
    expect([1, 2, 3, 4].map((row) => lineOf(found.layout, row))).toEqual([2, 3, 5, 6]);
});

test.each([1, 3, 1000])("finds the same in chunks of %i bytes", async (size) => {
  const file = `\ufeff${header}\r\nbun,"Brötchen ""groß""\r\n",bread,100,\r\n`;

  await expect(inspect(file, size)).resolves.toEqual(await inspect(file));
});
