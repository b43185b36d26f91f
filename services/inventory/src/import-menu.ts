import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ports } from "@sourdough/lambda-kit";
import { documentClient } from "@sourdough/lambda-kit/dynamodb";
import * as z from "zod";
import { catalogueRepository } from "./adapters/catalogue-repository.ts";
import { type Menu, multiplyDelivered } from "./domain/menu.ts";
import { bakery } from "./menu/bakery.ts";
import { MenuFile } from "./menu/menu-file.ts";
import { withTestProduct } from "./menu/test-product.ts";
import { importMenu, importMissing } from "./use-cases/import-menu.ts";
import { inventoryTable } from "./wiring.ts";

const help = `Imports the menu into InventoryTable; only what differs is written and published as MenuItemChanged.

  node services/inventory/src/import-menu.ts [--table <name>] [--menu <file>] [--stock-times <n>]
                                               [--missing]

  --table <name>       the table; by default the linked one: run it by "sst shell --stage <stage>"
  --menu <file>        a menu as JSON; by default the bakery's own, src/menu/bakery.ts
  --stock-times <n>    deliver n times the pieces of the menu
  --missing            only bring what is not there at all: what others changed since stays

AWS_ENDPOINT_URL points it to the local cloud.`;

const { values } = parseArgs({
  options: {
    help: { type: "boolean", short: "h" },
    table: { type: "string" },
    menu: { type: "string" },
    "stock-times": { type: "string", default: "1" },
    missing: { type: "boolean", default: false },
  },
});

const readMenu = async (file: string): Promise<Menu> => {
  const menu = MenuFile.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (!menu.success) throw new Error(`${file} is not a menu:\n${z.prettifyError(menu.error)}`);
  return menu.data;
};

const main = async () => {
  const menu = values.menu ? await readMenu(values.menu) : bakery;
  const times = Number(values["stock-times"]);
  if (!Number.isInteger(times) || times < 1)
    throw new Error(`--stock-times must be a whole number from 1, not "${values["stock-times"]}".`);

  const importId = ports.newId("imp");
  const bring = values.missing ? importMissing : importMenu;
  const result = await bring(
    {
      catalogue: catalogueRepository(documentClient(), values.table ?? inventoryTable()),
      metadata: {
        occurredAt: ports.now().toISOString(),
        correlationId: importId,
        causationId: importId,
        traceparent: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`,
        newEventId: () => ports.newId("evt"),
      },
    },
    withTestProduct(multiplyDelivered(menu, times)),
  );
  console.log(
    `${result.products} products; ${result.changed} changed, ${result.published} published as MenuItemChanged.`,
  );
  if (result.refused.length > 0) throw new Error(result.refused.join("\n"));
};

if (values.help) console.log(help);
else
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
