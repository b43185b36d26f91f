import type { Emulator } from "../core/cloud.ts";
import type { Faults } from "../core/faults.ts";
import type { Component, Resource, ResourceGraph } from "../core/resource-graph.ts";
import { createCloudWatchEmulator } from "../emulators/cloudwatch/emulator.ts";
import { createEventBridgeEmulator } from "../emulators/eventbridge/emulator.ts";
import { createSqsEmulator } from "../emulators/sqs/emulator.ts";
import { createTestCloud, type TestCloud } from "../testing/fake-cloud.ts";
import { declared } from "../testing/provision.ts";
import { createMailbox } from "../third-parties/mailbox/index.ts";
import type { ConsoleRoutes, Problem } from "./api.ts";
import type { HookContract } from "./events/hook.ts";
import { type ConsoleServer, startConsole } from "./index.ts";

const account = "eu-west-1:000000000000";
export const arns = {
  orders: `arn:aws:sqs:${account}:orders`,
  deadLetters: `arn:aws:sqs:${account}:dead-letters`,
  bus: `arn:aws:events:${account}:event-bus/shop`,
};

export const urlOf = (cloud: TestCloud, name: string) => `${cloud.endpoint}/000000000000/${name}`;
export const root = { principal: { kind: "root" }, causes: [] } as const;

/** A bus with a rule to a queue with a dead-letter queue, and the console on it. */
export interface SmallApp {
  readonly cloud: TestCloud;
  readonly server: ConsoleServer;
  get<Path extends string>(path: Path): Promise<AnswerOf<Path>>;
  post(path: string, body: unknown): Promise<{ status: number; body: Problem & Record<string, unknown> }>;
  stop(): Promise<void>;
}

type Answers = {
  [Route in keyof ConsoleRoutes as Route extends `GET ${infer Path}`
    ? Path
    : never]: ConsoleRoutes[Route]["answer"];
};
type PathOf<Path extends string> = Path extends `${infer Plain}?${string}` ? Plain : Path;
type AnswerOf<Path extends string> = PathOf<Path> extends keyof Answers ? Answers[PathOf<Path>] : never;

const contract: HookContract = {
  source: "shop",
  detailType: "OrderPlaced",
  version: 1,
  description: "Somebody ordered.",
  personal: ["data.customer.email"],
  examples: () => [{ metadata: { version: 1 }, data: { orderId: "1" } }],
  check: (detail) =>
    (detail as { data?: { orderId?: unknown } }).data?.orderId === undefined
      ? [{ path: "detail.data.orderId", message: "expected string, received undefined" }]
      : [],
};

export const startSmallApp = async (
  options: { contracts?: HookContract[]; faults?: Faults } = {},
): Promise<SmallApp> => {
  const cloud = createTestCloud();
  const resources: Resource[] = [];
  const components: Component[] = [];
  Object.assign(cloud, {
    graph: {
      ...cloud.graph,
      app: { name: "shop", stage: "local" },
      resources,
      components,
    } satisfies ResourceGraph,
  });
  cloud.offer("mailbox", createMailbox(cloud));
  const sqs = createSqsEmulator(cloud);
  const events = createEventBridgeEmulator(cloud);
  const emulators = [sqs, events, createCloudWatchEmulator(cloud)];
  for (const emulator of emulators) cloud.add(emulator);

  const add = async (emulator: Emulator, type: string, name: string, inputs: Record<string, unknown>) => {
    const file = name.startsWith("Shop") ? "infra/shop.ts" : "services/orders/infra.ts";
    const resource = { ...declared(cloud, type, name, inputs), file };
    await emulator.provision?.[type]?.(resource);
    resources.push(resource);
  };
  const queue = "aws:sqs/queue:Queue";
  await add(sqs, queue, "DeadLetters", { name: "dead-letters" });
  await add(sqs, queue, "Orders", {
    name: "orders",
    visibilityTimeoutSeconds: 30,
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: arns.deadLetters, maxReceiveCount: 1 }),
  });
  await add(events, "aws:cloudwatch/eventBus:EventBus", "ShopBus", { name: "shop" });
  await add(events, "aws:cloudwatch/eventRule:EventRule", "OrdersRule", {
    name: "orders",
    eventBusName: "shop",
    eventPattern: JSON.stringify({ "detail-type": ["OrderPlaced"] }),
  });
  await add(events, "aws:cloudwatch/eventTarget:EventTarget", "OrdersTarget", {
    rule: "orders",
    eventBusName: "shop",
    arn: arns.orders,
  });
  for (const emulator of emulators) await emulator.start?.();

  const server = await startConsole(0, {
    localFolder: cloud.localFolder,
    report: () => {},
    warn: (message) => cloud.warn(message),
    pagesFolder: "/nowhere",
  });
  server.open({
    cloud,
    root: import.meta.dirname,
    faults: options.faults ?? cloud.faults,
    outputs: () => ({ webUrl: "http://127.0.0.1:3000" }),
    contracts: options.contracts ?? [contract],
    comparison: () => undefined,
  });
  return {
    cloud,
    server,
    get: async (path) => (await fetch(`${server.url}${path}`)).json() as never,
    async post(path, body) {
      const answer = await fetch(`${server.url}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as Problem & Record<string, unknown> };
    },
    async stop() {
      await server.close();
      for (const emulator of emulators) await emulator.stop?.();
      cloud.clock.stop();
    },
  };
};

/** Receives everything in the queue until nothing is left, as a consumer that always fails. */
export const failAll = async ({ cloud }: SmallApp): Promise<void> => {
  const receive = { QueueUrl: urlOf(cloud, "orders"), MaxNumberOfMessages: 10 };
  await cloud.call("sqs", "ReceiveMessage", receive, root);
  cloud.clock.advance(31_000);
  await cloud.call("sqs", "ReceiveMessage", receive, root);
};
