import { join } from "node:path";
import { expect, test } from "vitest";
import { type Changes, changesOf } from "./changes.ts";
import { RefusalError } from "./refusal.ts";
import { newRoute } from "./route.ts";
import { newService } from "./service.ts";
import { newSubscriber } from "./subscriber.ts";

const root = join(import.meta.dirname, "../..");
const withService = async (): Promise<Changes> => {
  const changes = changesOf(root);
  await newService(changes, "toy-oven", {});
  return changes;
};

test.each([
  ["ToyOven", {}, "no name of a service: use lower case with hyphens, such as loyalty"],
  ["../toy-oven", {}, "no name of a service"],
  ["orders", {}, 'a package or slice "orders" already'],
  ["web", {}, 'a package or slice "web" already'],
  ["platform", {}, 'a package or slice "platform" already'],
  ["toy-oven", { consumes: "OrderBaked" }, 'no event "OrderBaked". There are '],
  ["toy-oven", { consumes: "StockLow" }, "StockLow has no orderId"],
  ["toy-oven", { publishes: "OrderPlaced" }, "exports a OrderPlaced already"],
  ["toy-oven", { publishes: "earn-points" }, "no name of an event"],
])("refuses the service %s with %o", async (name, options, reason) => {
  await expect(newService(changesOf(root), name, options)).rejects.toThrow(reason);
});

test.each([
  ["bakery", "NoteIt", { to: ["StockLow"] }, 'no service "bakery": npm run new -- service bakery makes one'],
  ["toy-oven", "noteIt", { to: ["StockLow"] }, "use Pascal case and what it does"],
  ["toy-oven", "NoteIt", { to: [] }, "Say which events it takes"],
  ["toy-oven", "NoteIt", { to: ["StockLow"], target: "lambda" }, "it is function or workflow"],
  ["toy-oven", "SendEmail", { to: ["StockLow"] }, "has a SendEmail already"],
  ["toy-oven", "RecordToyOven", { to: ["StockLow"] }, "is there already"],
  ["toy-oven", "NoteIt", { to: ["MenuItemChanged", "OrderPlaced"] }, "take them by a subscriber each"],
])("refuses the subscriber %s %s %o", async (service, name, options, reason) => {
  await expect(newSubscriber(await withService(), service, name, options)).rejects.toThrow(reason);
});

test.each([
  ["toy-oven", "PUT /points/{orderId}", "what changes something goes through a queue"],
  ["toy-oven", "GET /ovens", "A list is a Query"],
  ["toy-oven", "GET ovens/{orderId}", "is no route this can make"],
  ["toy-oven", "GET /stores/{orderId}", "sends /api/stores elsewhere"],
  ["orders", "GET /ovens/{orderId}", "write the route by hand"],
  ["bakery", "GET /ovens/{orderId}", 'no service "bakery"'],
])("refuses the route %s %s", async (service, route, reason) => {
  const changes = await withService();
  expect(() => newRoute(changes, service, route)).toThrow(reason);
});

test("refuses a route that is there already", async () => {
  const changes = await withService();
  newRoute(changes, "toy-oven", "GET /ovens/{orderId}");

  expect(() => newRoute(changes, "toy-oven", "GET /ovens/{orderId}")).toThrow(
    "has GET /ovens/{orderId} already",
  );
});

test("says which line a file lacks, and what would have been written there", async () => {
  const changes = await withService();
  changes.edit("services/toy-oven/infra.ts", (text) => text.replace('consumers("ToyOven"', "connectAll("));

  const refused = newSubscriber(changes, "toy-oven", "NoteIt", { to: ["StockLow"] });
  await expect(refused).rejects.toThrow(RefusalError);
  await expect(refused).rejects.toThrow(
    /services\/toy-oven\/infra\.ts has no line like\s+consumers\("ToyOven", consumes, \{[\s\S]*NoteIt: queueToFunction/,
  );
});
