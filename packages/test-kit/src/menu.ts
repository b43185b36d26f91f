import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { catalogueRepository } from "@sourdough/inventory/src/adapters/catalogue-repository.ts";
import type { Menu } from "@sourdough/inventory/src/domain/menu.ts";
import { importMenu } from "@sourdough/inventory/src/use-cases/import-menu.ts";
import { ulid } from "ulid";

export type { Menu } from "@sourdough/inventory/src/domain/menu.ts";

const product = (
  sku: string,
  priceCents: number,
  delivered: number,
  deliveredElsewhere = delivered,
): Menu["products"][number] => ({
  sku,
  name: sku.replaceAll("-", " "),
  category: "pastry",
  priceCents,
  currency: "EUR",
  allergens: ["gluten"],
  delivered: { "store-1": delivered, "store-2": deliveredElsewhere },
});

/** Two stores; `butter-croissant` and `country-loaf` in plenty, three of `wedding-cake` in `store-1` and no `simit`. */
export const smallMenu: Menu = {
  stores: [
    { storeId: "store-1", name: "Sourdough Mitte", city: "Berlin" },
    { storeId: "store-2", name: "Sourdough Altona", city: "Hamburg" },
  ],
  products: [
    product("butter-croissant", 280, 10_000),
    product("country-loaf", 620, 10_000),
    product("wedding-cake", 9900, 3, 100),
    product("simit", 250, 0),
  ],
};

/** Brings the stored menu in line with `menu`, by the use case that `npm start` runs too. */
export const deliverMenu = async (
  documents: DynamoDBDocumentClient,
  tableName: string,
  menu: Menu,
): Promise<void> => {
  const importId = `imp-${ulid()}`;
  await importMenu(
    {
      catalogue: catalogueRepository(documents, tableName),
      metadata: {
        occurredAt: new Date().toISOString(),
        correlationId: importId,
        causationId: importId,
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        newEventId: () => `evt-${ulid()}`,
      },
    },
    menu,
  );
};
