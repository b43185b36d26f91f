import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ulid } from "ulid";
import * as z from "zod";
import { type Aws, connectAws } from "./aws.ts";
import { send } from "./http.ts";
import type { Outputs } from "./local-cloud.ts";
import { openStatusChannel } from "./status-channel.ts";

interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPriceCents: number;
}

export interface Order {
  readonly orderId: string;
  readonly storeId: string;
  readonly lines: readonly Line[];
}

/** An order on its way. */
export interface PlacedOrder extends Order {
  /** Resolves with the last status and the milliseconds from sending the PUT to its message; `LOST` when none comes. */
  readonly end: Promise<{ status: string; ms: number }>;
}

/** A signed-in customer who watches all own orders. */
export interface Shop {
  readonly aws: Aws;
  readonly outputs: Outputs;
  readonly customerId: string;
  /** Sends an order of one to three products; resolves when it is accepted. */
  place(): Promise<PlacedOrder>;
  close(): void;
}

const importMenu = fileURLToPath(new URL("../../services/inventory/src/import-menu.ts", import.meta.url));
const Menu = z.object({
  items: z.array(z.looseObject({ sku: z.string(), priceCents: z.int(), onHand: z.int() })),
});
const Claims = z.looseObject({ sub: z.string() });
const Tokens = z.object({ AuthenticationResult: z.object({ IdToken: z.string() }) });

const stores = ["store-1", "store-2", "store-3"];
const stockTimes = 10_000;
const enough = 20_000;
const final = new Set(["CONFIRMED", "REJECTED"]);

/** Fills the stores for thousands of orders, by the import that inventory has for it. */
export const fillStores = ({ awsEndpoint, region, inventoryTable }: Outputs) =>
  promisify(execFile)(
    process.execPath,
    [importMenu, "--table", inventoryTable, "--stock-times", String(stockTimes)],
    {
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: awsEndpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: "bench",
        AWS_SECRET_ACCESS_KEY: "bench",
      },
    },
  );

/** A customer of one's own. The token, asked for anew before its hour is over, is that of the same customer. */
interface Customer {
  readonly customerId: string;
  token(): Promise<string>;
}

const TOKEN_MS = 45 * 60_000;

export const signIn = async (aws: Aws, ClientId: string): Promise<Customer> => {
  const Username = `bench-${ulid().toLowerCase()}@example.com`;
  const Password = "Sourdough-2026";
  const UserAttributes = [{ Name: "email", Value: Username }];
  await aws.call("cognito-idp", "SignUp", { ClientId, Username, Password, UserAttributes });
  const ask = async () => {
    const answer = await aws.call("cognito-idp", "InitiateAuth", {
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    });
    return { text: Tokens.parse(answer).AuthenticationResult.IdToken, until: performance.now() + TOKEN_MS };
  };
  let token = await ask();
  const claims = Claims.parse(JSON.parse(Buffer.from(token.text.split(".")[1]!, "base64url").toString()));
  return {
    customerId: claims.sub,
    async token() {
      if (performance.now() > token.until) token = await ask();
      return token.text;
    },
  };
};

const readMenu = async (apiUrl: string, storeId: string) => {
  const { status, text } = await send("GET", `${apiUrl}/stores/${storeId}/menu`);
  if (status !== 200) throw new Error(`The menu of ${storeId} answered ${status}: ${text}`);
  return Menu.parse(JSON.parse(text)).items.filter(({ onHand }) => onHand >= enough);
};

type Menus = Awaited<ReturnType<typeof readMenu>>[];

/** Gives one order after the other, of one to three products, from the stores by turns. */
export const orderer = (menus: Menus): (() => { storeId: string; lines: Line[] }) => {
  let placed = 0;
  return () => {
    const number = placed++;
    const menu = menus[number % stores.length]!;
    const lines = Array.from({ length: 1 + (number % 3) }, (_, index): Line => {
      const item = menu[(number * 7 + index * 11) % menu.length]!;
      return { sku: item.sku, quantity: 1 + (number % 4), unitPriceCents: item.priceCents };
    });
    return { storeId: stores[number % stores.length]!, lines };
  };
};

export const readMenus = ({ apiUrl }: Outputs): Promise<Menus> =>
  Promise.all(stores.map((storeId) => readMenu(apiUrl, storeId)));

export interface ShopOptions {
  /** How long an order is waited for before it counts as lost. */
  readonly patienceMs?: number;
}

export const openShop = async (
  outputs: Outputs,
  { patienceMs = 60_000 }: ShopOptions = {},
): Promise<Shop> => {
  const aws = connectAws(outputs);
  await fillStores(outputs);
  const customer = await signIn(aws, outputs.userPoolClientId);
  const menus = await readMenus(outputs);
  const waiting = new Map<string, (status: string) => void>();
  const { customerId } = customer;
  const watcher = { customerId, token: await customer.token() };
  const channel = await openStatusChannel(outputs, watcher, ({ orderId, status }) => {
    if (final.has(status)) waiting.get(orderId)?.(status);
  });
  const nextOrder = orderer(menus);

  const put = async (orderId: string, body: string): Promise<void> => {
    const headers = { authorization: await customer.token(), "content-type": "application/json" };
    const { status, text } = await send("PUT", `${outputs.apiUrl}/orders/${orderId}`, headers, body);
    if (status === 429) return put(orderId, body);
    if (status !== 202) throw new Error(`PUT of ${orderId} answered ${status}: ${text}`);
  };

  return {
    aws,
    outputs,
    customerId,
    async place() {
      const orderId = `ord-${ulid()}`;
      const { storeId, lines } = nextOrder();
      const startedAt = performance.now();
      const end = new Promise<{ status: string; ms: number }>((resolve) => {
        const finish = (status: string) => {
          clearTimeout(timer);
          waiting.delete(orderId);
          resolve({ status, ms: performance.now() - startedAt });
        };
        const timer = setTimeout(() => finish("LOST"), patienceMs);
        waiting.set(orderId, finish);
      });
      await put(orderId, JSON.stringify({ storeId, paymentMethodId: "pm_card_visa", lines }));
      return { orderId, storeId, lines, end };
    },
    close: () => channel.close(),
  };
};
