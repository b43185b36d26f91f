import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { catalogueRepository } from "@sourdough/inventory/src/adapters/catalogue-repository.ts";
import type { Menu } from "@sourdough/inventory/src/domain/menu.ts";
import { importMenu } from "@sourdough/inventory/src/use-cases/import-menu.ts";
import type { SimulatedApp } from "sourdough-local/simulation";
import { ulid } from "ulid";
import { persistently } from "./people.ts";

const product = (sku: string, priceCents: number, delivered: number): Menu["products"][number] => ({
  sku,
  name: sku.replaceAll("-", " "),
  category: "pastry",
  priceCents,
  currency: "EUR",
  allergens: ["gluten"],
  delivered: { "store-1": delivered, "store-2": delivered },
});

/** Plenty of two products, and too little of a third. */
export const menu: Menu = {
  stores: [
    { storeId: "store-1", name: "Sourdough Mitte", city: "Berlin" },
    { storeId: "store-2", name: "Sourdough Altona", city: "Hamburg" },
  ],
  products: [
    product("butter-croissant", 280, 10_000),
    product("country-loaf", 620, 10_000),
    product("wedding-cake", 9900, 3),
  ],
};

/** As it is later in the day: bread is dearer, and more cake was delivered. */
export const laterMenu: Menu = {
  ...menu,
  products: [
    product("butter-croissant", 280, 10_000),
    product("country-loaf", 640, 10_000),
    product("wedding-cake", 9900, 5),
  ],
};

export const priceOf = ({ products }: Menu, sku: string): number =>
  products.find((product) => product.sku === sku)!.priceCents;

/** Puts a menu on sale, by the use case that `npm start` runs too. */
export const deliverMenu = async ({ cloud, graph }: SimulatedApp, wanted: Menu): Promise<void> => {
  const client = new DynamoDBClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: "baker", secretAccessKey: "baker" },
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const importId = `imp-${ulid()}`;
  const metadata = {
    occurredAt: new Date().toISOString(),
    correlationId: importId,
    causationId: importId,
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    newEventId: () => `evt-${ulid()}`,
  };
  const catalogue = catalogueRepository(documents, String(graph.outputs.inventoryTable));
  // The same import again goes on where it was interrupted.
  await persistently(() => importMenu({ catalogue, metadata }, wanted));
  client.destroy();
};
