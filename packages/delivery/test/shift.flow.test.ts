import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GetAliasCommand, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { type Bakery, checkInvariants, openBakery, settle } from "@sourdough/test-kit";
import { strToU8, zipSync } from "fflate";
import type { AliasList } from "sourdough-local/console-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createShiftClients, type ShiftClients } from "../src/shift/clients.ts";
import { shift } from "../src/shift/shift.ts";

let bakery: Bakery;
let clients: ShiftClients;
let placeOrder: string;
const said: string[] = [];

beforeAll(async () => {
  bakery = await openBakery({ settings: { CANARY: "prod" } });
  // Code that is still being bundled cannot be replaced, as on AWS.
  await bakery.local.cloud.use("bundling").settled();
  clients = createShiftClients({ endpoint: bakery.outputs.awsEndpoint, region: bakery.outputs.region });
  placeOrder = bakery.arn("PlaceOrderFunction").split(":").at(-1)!;
});
afterAll(() => bakery?.stop());

/** Publishes code as a new version of `PlaceOrder`, as a deployment does, and gives its number. */
const publish = async (files: Record<string, Uint8Array>) => {
  const { Version } = await clients.lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: placeOrder, ZipFile: zipSync(files), Publish: true }),
  );
  return Version;
};
const live = async () => {
  const { FunctionVersion, RoutingConfig } = await clients.lambda.send(
    new GetAliasCommand({ FunctionName: placeOrder, Name: "live" }),
  );
  return { version: FunctionVersion, shares: RoutingConfig?.AdditionalVersionWeights ?? {} };
};
/** What the console says of it. */
const shown = async () => {
  const answer = await fetch(`${bakery.outputs.consoleUrl}/api/aliases`);
  const { aliases } = (await answer.json()) as AliasList;
  return aliases.find(({ node, name }) => node === "function:PlaceOrder" && name === "live");
};
/** Runs of a version of `PlaceOrder`. */
const runsOf = (version: string) =>
  bakery.hops(
    ({ action, resource, as }) =>
      action === "Run" && resource.endsWith(`:${placeOrder}`) && as?.version === version,
  );
/** Shifts, while a customer places an order every so many seconds of the cloud's clock. */
const shiftWhileOrdersCome = async (seconds: number) => {
  said.length = 0;
  const ann = await bakery.signUp();
  const orders: string[] = [];
  const during: Awaited<ReturnType<typeof shown>>[] = [];
  const well = await shift({
    stage: "local",
    slice: "all",
    clients,
    say: (line) => said.push(line),
    wait: async () => {
      orders.push(await ann.place());
      during.push(await shown());
      await bakery.pass(seconds * 1000);
    },
  });
  return { well, ann, orders, during };
};

test("a bad version of PlaceOrder goes back when its alarm goes off, and no order is lost", async () => {
  expect(
    await publish({
      "bundle.mjs": strToU8('export const handler = () => { throw new Error("no oven"); };'),
    }),
  ).toBe("2");
  expect(await live()).toEqual({ version: "1", shares: {} });

  const { well, ann, orders, during } = await shiftWhileOrdersCome(10);

  expect(well).toBe(false);
  expect(said).toEqual([
    "PlaceOrder: version 2 has 10 % of the traffic, version 1 the rest.",
    expect.stringMatching(
      /^PlaceOrder: version 2 is not live, and the version before has all traffic again\. .*Activated alarms: <sourdough-local-PlaceOrder-version-errors>$/,
    ),
    "  alarm sourdough-local-PlaceOrder-version-errors: docs/runbooks/version-errors.md",
  ]);
  expect(await live()).toEqual({ version: "1", shares: {} });
  expect(during).toContainEqual(
    expect.objectContaining({
      versions: [
        { version: "1", share: 0.9 },
        { version: "2", share: 0.1 },
      ],
      deployment: expect.objectContaining({ status: "InProgress", takesBack: false }),
    }),
  );
  expect(await shown()).toMatchObject({
    versions: [{ version: "1", share: 1 }],
    deployment: {
      status: "Succeeded",
      takesBack: true,
      reason: expect.stringContaining("<sourdough-local-PlaceOrder-version-errors>"),
    },
  });
  const failed = runsOf("2");
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.every(({ error }) => error?.message === "no oven")).toBe(true);

  // What it failed at is visible again after a minute.
  await bakery.pass(61_000);
  for (const orderId of orders)
    await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  expect(runsOf("2")).toHaveLength(failed.length);
  await settle(bakery);
  await checkInvariants(bakery);
});

test("a good version has all of the traffic in the end", async () => {
  const bundle = readFileSync(join(bakery.local.cloud.localFolder, "bundles/PlaceOrderFunction/bundle.mjs"));
  expect(await publish({ "bundle.mjs": bundle })).toBe("3");

  const { well, ann, orders } = await shiftWhileOrdersCome(30);

  expect(well).toBe(true);
  expect(said).toEqual([
    "PlaceOrder: version 3 has 10 % of the traffic, version 1 the rest.",
    "PlaceOrder: version 3 is live.",
  ]);
  expect(await live()).toEqual({ version: "3", shares: {} });
  const after = await shown();
  expect(after).toMatchObject({
    versions: [{ version: "3", share: 1 }],
    deployment: { status: "Succeeded", takesBack: false },
  });
  expect(after?.deployment).not.toHaveProperty("reason");
  const whileItShifted = runsOf("3").length;
  const last = await ann.place();
  for (const orderId of [...orders, last])
    await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  expect(runsOf("3").length).toBeGreaterThan(whileItShifted);
  await settle(bakery);
  await checkInvariants(bakery);

  said.length = 0;
  expect(
    await shift({
      stage: "local",
      slice: "all",
      clients,
      say: (line) => said.push(line),
      wait: async () => {},
    }),
  ).toBe(true);
  expect(said).toEqual([
    expect.stringMatching(
      /^all on local: the newest version of each of its \d+ functions and state machines is live\.$/,
    ),
  ]);
});
