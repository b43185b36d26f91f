import { existsSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs, styleText } from "node:util";
import { createOrderClient, type MenuItem, type OrderClient } from "@sourdough/order-client";
import { seededRandom } from "sourdough-local/faults";
import * as z from "zod";

const help = `Usage: npm run demo -- [options]

Plays a busy morning against the running local cloud (npm start): several customers, some cards that decline, some
products that are sold out, some prices that changed meanwhile. Watch it on the console's map.

  --orders <n>   how many orders (default: 36)
  --seconds <n>  over how long (default: 20)
  --seed <n>     the same number orders the same things (default: 1)
  --help         this text`;

const outputsFile = ".local/outputs.json";
const Outputs = z.object({
  apiUrl: z.string(),
  realtimeHttpUrl: z.string(),
  awsEndpoint: z.string(),
  webUrl: z.string(),
  consoleUrl: z.string(),
  userPoolId: z.string(),
  userPoolClientId: z.string(),
  region: z.string(),
});

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};
const { values } = parseArgs({
  options: {
    orders: { type: "string", default: "36" },
    seconds: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const number = (name: "orders" | "seconds" | "seed", max: number) => {
  const value = Number(values[name]);
  return Number.isInteger(value) && value > 0 && value <= max
    ? value
    : fail(`--${name} takes a whole number from 1 to ${max}, not "${values[name]}".`);
};
const orders = number("orders", 1000);
const seconds = number("seconds", 600);
const random = seededRandom(number("seed", 2 ** 31));
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

if (!existsSync(outputsFile))
  fail(`Nothing runs here: ${outputsFile} is missing. Run npm start in another terminal first.`);
const outputs = Outputs.parse(JSON.parse(readFileSync(outputsFile, "utf8")));

const customer = async (name: string): Promise<OrderClient> => {
  const client = createOrderClient({
    ...outputs,
    realtimeUrl: outputs.realtimeHttpUrl,
    userPoolEndpoint: outputs.awsEndpoint,
  });
  const credentials = { email: `${name}-${Date.now()}@example.com`, password: "morning-bread-1" };
  await client.signUp(credentials);
  await client.signIn(credentials);
  return client;
};

const cards = ["pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_chargeDeclined"];
const lineOf = (item: MenuItem) => ({
  sku: item.sku,
  quantity: 1 + Math.floor(random() * 3),
  // Now and then a customer has an old price on the screen.
  unitPriceCents: random() < 0.05 ? item.priceCents + 10 : item.priceCents,
});

/** Not every customer looks whether there is any left. */
const choose = (menu: readonly MenuItem[]): MenuItem => {
  const gone = menu.filter(({ onHand }) => onHand === 0);
  return gone.length > 0 && random() < 0.06 ? pick(gone) : pick(menu);
};

const dim = (text: string) => styleText("dim", text);
const colours = { CONFIRMED: "green", REJECTED: "yellow" } as const;

const coloured = (status: string, reason: string | undefined) => {
  const text = reason === undefined ? status : `${status} (${reason})`;
  return status === "CONFIRMED" || status === "REJECTED" ? styleText(colours[status], text) : text;
};

const follow = async (client: OrderClient, name: string, storeId: string, menu: readonly MenuItem[]) => {
  const items = [...new Set([choose(menu), choose(menu)])];
  const began = performance.now();
  const { orderId } = await client.placeOrder({
    storeId,
    paymentMethodId: pick(cards),
    lines: items.map(lineOf),
  });
  for await (const { status, reason } of client.watchOrder(orderId, {
    signal: AbortSignal.timeout(60_000),
  })) {
    if (status === "PENDING") continue;
    const took = `${(performance.now() - began).toFixed(0)} ms`;
    console.log(`${name.padEnd(6)} ${storeId}  ${orderId}  ${coloured(status, reason)}  ${dim(took)}`);
    return reason === undefined ? status.toLowerCase() : reason.replaceAll("_", " ");
  }
  return "still waiting";
};

try {
  const names = ["Ada", "Ben", "Chloé", "Devi", "Emre"];
  const clients = await Promise.all(names.map((_, index) => customer(`demo${index}`)));
  const stores = (await clients[0]!.stores()).map(({ storeId }) => storeId);
  const menus = new Map(
    await Promise.all(stores.map(async (store) => [store, await clients[0]!.menu(store)] as const)),
  );
  console.log(
    `${orders} orders from ${names.length} customers in ${stores.length} stores, over ${seconds} s: ${outputs.consoleUrl}`,
  );
  const all: Promise<string>[] = [];
  for (let count = 0; count < orders; count++) {
    const who = Math.floor(random() * names.length);
    const store = pick(stores);
    all.push(follow(clients[who]!, names[who]!, store, menus.get(store)!));
    await pause(((seconds * 1000) / orders) * (0.5 + random()));
  }
  const ended = await Promise.all(all);
  const counts = [...Map.groupBy(ended, (status) => status)].sort(([, a], [, b]) => b.length - a.length);
  console.log(`${counts.map(([status, list]) => `${list.length} ${status}`).join(", ")}.`);
  console.log(
    dim(`Every hop of them: ${outputs.consoleUrl}/#/traces, and what the customers saw: ${outputs.webUrl}`),
  );
  process.exit(0);
} catch (error) {
  const refused = (error as { cause?: { code?: string } }).cause?.code === "ECONNREFUSED";
  fail(
    refused
      ? `Nothing answers at ${outputs.apiUrl}: run npm start first.`
      : `The morning ended early: ${(error as Error).message}`,
  );
}
