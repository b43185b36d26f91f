import { createReadStream, readFileSync } from "node:fs";
import { stores } from "@sourdough/events-schema/stores";
import { inspectFile } from "@sourdough/inventory/src/domain/inspect-file.ts";
import { readRow } from "@sourdough/inventory/src/domain/read-row.ts";
import { expect, test } from "vitest";

const file = new URL("../../../public/menu-example.csv", import.meta.url);

test("the example that is offered is a menu without a fault", async () => {
  const found = await inspectFile(
    createReadStream(file),
    stores.map(({ storeId }) => storeId),
  );
  const [header = "", ...rows] = readFileSync(file, "utf8").replace("\ufeff", "").trim().split("\n");
  const columns = header.split(",");

  expect(found).toMatchObject({ kind: "menu", totalRows: rows.length, layout: { columns, marked: [] } });
  for (const row of rows) {
    const cells = row.split(",").map((cell, at): [string, string] => [columns[at]!, cell]);
    expect(readRow(new Map(cells))).toHaveProperty("row");
  }
});
