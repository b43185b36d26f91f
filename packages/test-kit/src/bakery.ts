import { join } from "node:path";
import type { ScanCommandOutput } from "@aws-sdk/client-dynamodb";
import { PutEventsCommand, type PutEventsCommandOutput } from "@aws-sdk/client-eventbridge";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type LocalCloud, startInFreeFolder } from "sourdough-local";
import type { Money } from "sourdough-local/stripe";
import { type AppUnderTest, appUnderTest } from "sourdough-local/testing";
import { type Clients, createClients } from "./clients.ts";
import { type Customer, signUp } from "./customer.ts";
import { withEnvironment } from "./environment.ts";
import { bundleFolder, root } from "./folders.ts";
import type { FulfilmentForm } from "./fulfilment-form.ts";
import { recordGrants } from "./grants.ts";
import { isOfAlarms, type Letter, toLetter } from "./letters.ts";
import { deliverMenu, type Menu, smallMenu } from "./menu.ts";
import { openingAt } from "./opening.ts";
import type { BakeryOutputs } from "./outputs.ts";
import { type PaymentProvider, paymentProviderOf } from "./payment-provider.ts";
import type { PublishedEvent } from "./published.ts";
import { waitTimeoutMs } from "./wait-timeout.ts";

export type Item = Record<string, unknown> & { pk: string; sk: string; entity?: string };

/** The whole system on a local cloud of its own, with `smallMenu` on sale. */
export interface Bakery extends AppUnderTest {
  /** Addresses and ids. */
  readonly outputs: BakeryOutputs;
  readonly clients: Clients;
  /** Orders that were answered with 202: id -> customer. */
  readonly accepted: ReadonlyMap<string, string>;
  readonly published: readonly PublishedEvent[];
  /** What a person was warned of: denied permissions, rules that cannot deliver. */
  readonly warnings: readonly string[];
  readonly paymentProvider: PaymentProvider;
  /** What happened to the money of an order, in cents; zeros for one that the provider never heard of. */
  money(orderId: string): Money;
  /** The last 1,000 that were sent, oldest first, but for those of alarms. */
  letters(): Letter[];
  /** Puts one event on the bus. */
  publish(source: string, detailType: string, detail: unknown): Promise<PutEventsCommandOutput>;
  /** `group` is one of the user pool's: `staff`. */
  signUp(customer?: { phone?: string; group?: string }): Promise<Customer>;
  /** Imports another menu; resolves when the orders service knows it. */
  deliver(menu: Menu): Promise<void>;
  /** Milliseconds since the epoch, on the clock of the local cloud. */
  now(): number;
  /** Moves the clock on at once, whatever is under way. */
  advance(milliseconds: number): void;
  /** Moves the clock on at once, unless an API has yet to answer: on a slow machine its 29 seconds would be over first. */
  tick(milliseconds: number): void;
  /** The services that have a table: those with an output `<service>Table`. */
  readonly services: readonly string[];
  /** All items of a service's table. */
  items(service: string): Promise<Item[]>;
  /** Resolves when the pages are built. */
  sitesReady(): Promise<void>;
  stop(): Promise<void>;
}

/** Of the output with the name of a service's table: `ordersTable`. */
const tableSuffix = "Table";

/** More than there are functions: where one has to make room for another, most of the time goes into starting them. */
const functionThreads = 16;

export interface BakeryOptions {
  /** The default of the system unless stated. */
  fulfilment?: FulfilmentForm;
  /** Functions are bundled again when their sources change: a deployment while orders are under way. */
  watch?: boolean;
  /** Variables that the config reads: `{ CANARY: "prod" }` shifts a new version in bit by bit, as on prod. */
  settings?: Readonly<Record<string, string>>;
  /** What its clock shows at first, in milliseconds since the epoch, in the future; else about now, see `openingAt`. */
  opensAt?: number;
}

const start = (
  warnings: string[],
  { fulfilment, watch = false, settings, opensAt = openingAt(Date.now()) }: BakeryOptions,
): Promise<LocalCloud> =>
  withEnvironment({ ...settings, FULFILMENT: fulfilment }, () =>
    startInFreeFolder(join(root, ".local", ["test", fulfilment].filter(Boolean).join("-")), {
      root,
      watch,
      bundlesFrom: bundleFolder,
      functionThreads,
      startsAt: opensAt,
      onWarning: (message) => warnings.push(message),
    }),
  );

export const openBakery = async (options: BakeryOptions = {}): Promise<Bakery> => {
  const warnings: string[] = [];
  const local = await start(warnings, options);
  const { graph, journal, clock } = local;
  const app = appUnderTest(local, () => waitTimeoutMs);
  const outputs = local.outputs as BakeryOutputs;
  const paymentProvider = paymentProviderOf(local);
  const clients = createClients(app.clientConfig);
  const unanswered = new Set<number>();
  journal.subscribe(({ id, service, durationMs }) => {
    if (service !== "execute-api") return;
    if (durationMs === undefined) unanswered.add(id);
    else unanswered.delete(id);
  });
  const services = Object.keys(outputs)
    .filter((name) => name.endsWith(tableSuffix))
    .map((name) => name.slice(0, -tableSuffix.length));
  const accepted = new Map<string, string>();
  let customers = 0;

  const items = async (service: string) => {
    if (!services.includes(service))
      throw new Error(`${service} has no table; ${services.join(", ")} have: see what infra.ts returns.`);
    // Past the gateway: what a test looks at is no hop.
    const scan = local.cloud.emulator("dynamodb")!.operations.Scan!;
    const all: Item[] = [];
    let ExclusiveStartKey: ScanCommandOutput["LastEvaluatedKey"];
    do {
      const input = { TableName: String(outputs[`${service}${tableSuffix}`]), ExclusiveStartKey };
      const page = scan(input, { principal: { kind: "root" }, causes: [] }) as ScanCommandOutput;
      all.push(...(page.Items ?? []).map((item) => unmarshall(item) as Item));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return all;
  };

  const bakery: Bakery = {
    ...app,
    outputs,
    clients,
    accepted,
    published: app.published as readonly PublishedEvent[],
    warnings,
    services,
    paymentProvider,
    money: paymentProvider.money,
    letters: () =>
      app
        .mails()
        .filter((entry) => !isOfAlarms(entry))
        .map(toLetter),
    publish: (source, detailType, detail) => {
      const bus = graph.resources.find(({ type }) => type.endsWith(":EventBus"))?.outputs.name;
      const entry = { Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
      return clients.events.send(
        new PutEventsCommand({ Entries: [{ ...entry, EventBusName: String(bus) }] }),
      );
    },
    signUp: ({ phone, group } = {}) =>
      signUp(
        {
          outputs,
          now: clock.now,
          clients,
          activity: app,
          accepted: (orderId, customerId) => accepted.set(orderId, customerId),
        },
        { email: `customer-${++customers}@example.com`, phone, group },
      ),
    deliver: async (menu) => {
      await deliverMenu(clients.documents, String(outputs.inventoryTable), menu);
      await app.until("the orders service knows the menu", async () => {
        const known = (await items("orders")).filter(({ entity }) => entity === "menuItem");
        return menu.products.every(({ sku, priceCents }) =>
          known.some((item) => item.sku === sku && item.priceCents === priceCents),
        );
      });
    },
    now: () => clock.now(),
    advance: (milliseconds) => clock.advance(milliseconds),
    tick: (milliseconds) => {
      if (unanswered.size === 0) clock.advance(milliseconds);
    },
    items,
    sitesReady: local.sitesReady,
    stop: async () => {
      recordGrants(local);
      clients.destroy();
      await local.stop();
    },
  };
  try {
    await bakery.deliver(smallMenu);
  } catch (error) {
    await bakery.stop();
    throw error;
  }
  return bakery;
};
