import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ScanCommandOutput } from "@aws-sdk/client-dynamodb";
import { PutEventsCommand, type PutEventsCommandOutput } from "@aws-sdk/client-eventbridge";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { FolderInUseError, type Hop, isRunning, type LocalCloud, startLocalCloud } from "sourdough-local";
import type { Money } from "sourdough-local/stripe";
import { type Activity, watchActivity } from "./activity.ts";
import { type Clients, createClients } from "./clients.ts";
import { type Customer, signUp } from "./customer.ts";
import { withEnvironment } from "./environment.ts";
import { type FaultInjection, injectInto } from "./faults.ts";
import type { FulfilmentForm } from "./fulfilment-form.ts";
import { recordGrants } from "./grants.ts";
import { isOfAlarms, type Letter, toLetter } from "./letters.ts";
import { deliverMenu, type Menu, smallMenu } from "./menu.ts";
import { openingAt } from "./opening.ts";
import type { BakeryOutputs } from "./outputs.ts";
import { type PaymentProvider, paymentProviderOf } from "./payment-provider.ts";
import { collectPublished, type PublishedEvent } from "./published.ts";
import { type Queue, queuesOf } from "./queues.ts";

export type Item = Record<string, unknown> & { pk: string; sk: string; entity?: string };

/** The whole system on a local cloud of its own, with `smallMenu` on sale. */
export interface Bakery extends Activity {
  /** What it runs on, for what has no word here. */
  readonly local: LocalCloud;
  /** Addresses and ids. */
  readonly outputs: BakeryOutputs;
  readonly clients: Clients;
  /** Orders that were answered with 202: id -> customer. */
  readonly accepted: ReadonlyMap<string, string>;
  readonly published: readonly PublishedEvent[];
  /** What a person was warned of: denied permissions, rules that cannot deliver. */
  readonly warnings: readonly string[];
  readonly queues: readonly Queue[];
  readonly faults: FaultInjection;
  readonly paymentProvider: PaymentProvider;
  queue(name: string): Queue;
  /** ARN of a resource, by its name in the infrastructure: `FulfilOrder`. */
  arn(name: string): string;
  /** What happened to the money of an order, in cents; zeros for one that the provider never heard of. */
  money(orderId: string): Money;
  /** The last 1,000 that were sent, oldest first, but for those of alarms. */
  letters(): Letter[];
  /** What the journal holds of what happened, oldest first. */
  hops(match: (hop: Hop) => boolean): Hop[];
  /** Those that are still going on. */
  openHops(): Hop[];
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
  /** Moves the clock on once nothing goes on: whatever is under way would be found that much older, and given up. */
  pass(milliseconds: number): Promise<void>;
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

const root = fileURLToPath(new URL("../../..", import.meta.url));

export interface BakeryOptions {
  /** The default of the system unless stated. */
  fulfilment?: FulfilmentForm;
  /** Functions are bundled again when their sources change: a deployment while orders are under way. */
  watch?: boolean;
  /** Variables that the config reads: `{ CANARY: "prod" }` shifts a new version in bit by bit, as on prod. */
  settings?: Readonly<Record<string, string>>;
}

/** Tests that run at the same time take the next folder; those that follow each other find bundles already built. */
const startInFreeFolder = async (
  warnings: string[],
  { fulfilment, watch = false, settings }: BakeryOptions,
): Promise<LocalCloud> => {
  for (let number = 1; ; number++) {
    try {
      return await withEnvironment({ ...settings, FULFILMENT: fulfilment }, () =>
        startLocalCloud({
          root,
          ports: { web: 0, aws: 0, console: 0 },
          watch,
          startsAt: openingAt(Date.now()),
          localFolder: join(root, ".local", ["test", fulfilment, number].filter(Boolean).join("-")),
          onWarning: (message) => warnings.push(message),
        }),
      );
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
    }
  }
};

export const openBakery = async (options: BakeryOptions = {}): Promise<Bakery> => {
  const warnings: string[] = [];
  const local = await startInFreeFolder(warnings, options);
  const { graph, journal, clock } = local;
  const outputs = local.outputs as BakeryOutputs;
  const paymentProvider = paymentProviderOf(local);
  const published = collectPublished(journal);
  const clients = createClients(outputs.awsEndpoint, outputs.region);
  const queues = queuesOf(local, clients);
  const unanswered = new Set<number>();
  journal.subscribe(({ id, service, durationMs }) => {
    if (service !== "execute-api") return;
    if (durationMs === undefined) unanswered.add(id);
    else unanswered.delete(id);
  });
  const activity = watchActivity(
    journal,
    () =>
      local.cloud.use("invocations").waiting() > 0 ||
      queues.some(({ isDeadLetterQueue, hasVisible }) => !isDeadLetterQueue && hasVisible()),
  );
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
    ...activity,
    local,
    outputs,
    clients,
    accepted,
    published,
    warnings,
    queues,
    services,
    faults: injectInto(local),
    paymentProvider,
    queue: (name) => {
      const found = queues.find((queue) => queue.name === name);
      if (!found)
        throw new Error(`There is no ${name} among ${queues.map((queue) => queue.name).join(", ")}.`);
      return found;
    },
    arn: (name) => {
      const found = graph.resources.find((resource) => resource.name === name && resource.outputs.arn);
      if (!found) throw new Error(`No resource named ${name} has an ARN.`);
      return String(found.outputs.arn);
    },
    money: paymentProvider.money,
    letters: () =>
      local.cloud
        .use("mailbox")
        .list()
        .filter((entry) => !isOfAlarms(entry))
        .map(toLetter),
    hops: (match) => journal.hops(match),
    openHops: () => journal.hops((hop) => isRunning(hop, local.cloud.services)),
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
          activity,
          accepted: (orderId, customerId) => accepted.set(orderId, customerId),
        },
        { email: `customer-${++customers}@example.com`, phone, group },
      ),
    deliver: async (menu) => {
      await deliverMenu(clients.documents, String(outputs.inventoryTable), menu);
      await activity.until("the orders service knows the menu", async () => {
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
    pass: async (milliseconds) => {
      await activity.quiet();
      clock.advance(milliseconds);
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
