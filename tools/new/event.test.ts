import { join } from "node:path";
import { expect, test } from "vitest";
import { changesOf } from "./changes.ts";
import { newEvent } from "./event.ts";

const root = join(import.meta.dirname, "../..");
const index = "events-schema/src/index.ts";

test.each(["LoafBaked", "StockReleasedAgain", "ApronWashed", "ZwiebackSold"])(
  "exports %s where its file belongs",
  (name) => {
    const changes = changesOf(root);
    newEvent(changes, "inventory", name);

    const [contract, exported] = changes.list();
    expect([contract?.change, exported]).toEqual(["create", { file: index, change: "change" }]);
    const paths = [...changes.read(index).matchAll(/from "(\.\/[^"]+)"/g)].map(([, path]) => path);
    expect(paths).toContain(contract?.file.replace("events-schema/src/", "./"));
    expect(paths).toEqual([...paths].sort());
    expect(changes.read(index)).toContain(`\nexport { ${name} } from "`);
    expect(changes.read(contract?.file ?? "")).toContain(`name: "${name}",`);
  },
);

test.each([
  ["inventory", "loaf-baked", "no name of an event: use Pascal case and the past, such as LoafSold"],
  ["bakery", "LoafBaked", 'There is no service "bakery"'],
  ["../inventory", "LoafBaked", "There is no service"],
  ["inventory", "StockLow", "exports a StockLow already"],
  ["inventory", "OrderPlaced", "exports a OrderPlaced already"],
])("refuses %s %s", (service, name, reason) => {
  const changes = changesOf(root);
  expect(() => newEvent(changes, service, name)).toThrow(reason);
  expect(changes.list()).toEqual([]);
});
