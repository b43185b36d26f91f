import { DescribeStateMachineCommand, UpdateStateMachineCommand } from "@aws-sdk/client-sfn";
import { type Bakery, checkInvariants, openBakery, settle } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createShiftClients, type ShiftClients } from "../src/shift/clients.ts";
import { machinesOf } from "../src/shift/machines.ts";
import { shift, stopShifting, tellStatus } from "../src/shift/shift.ts";

let bakery: Bakery;
let clients: ShiftClients;
let reserveStock: string;
const said: string[] = [];
const where = { stage: "local", slice: "all" };
const options = () => ({ ...where, clients, say: (line: string) => said.push(line) });

beforeAll(async () => {
  bakery = await openBakery({ settings: { CANARY: "prod" } });
  clients = createShiftClients({ endpoint: bakery.outputs.awsEndpoint, region: bakery.outputs.region });
  reserveStock = bakery.arn("ReserveStock");
});
afterAll(() => bakery?.stop());

/** Deploys a definition as a new version, as Pulumi does, and gives its number. */
const publish = async (definition: object) => {
  const { stateMachineVersionArn } = await clients.sfn.send(
    new UpdateStateMachineCommand({
      stateMachineArn: reserveStock,
      definition: JSON.stringify({ QueryLanguage: "JSONata", ...definition }),
      publish: true,
    }),
  );
  return stateMachineVersionArn?.split(":").at(-1);
};
const first = async () => {
  const stateMachineArn = `${reserveStock}:1`;
  const { definition } = await clients.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  return JSON.parse(definition!) as object;
};
const standing = async () => {
  const { live, next, newest } = (await machinesOf(clients, where)).find(
    ({ name }) => name === "ReserveStock",
  )!;
  return { live, next, newest };
};
/** Executions of a version that have ended. */
const endsOf = (version: string) =>
  bakery.hops(
    ({ action, source, as }) =>
      action === "EndExecution" && source === reserveStock && as?.version === version,
  );
/** Shifts, while a customer places an order every so many seconds of the cloud's clock. */
const shiftWhileOrdersCome = async (seconds: number) => {
  said.length = 0;
  const ann = await bakery.signUp();
  const orders: string[] = [];
  const well = await shift({
    ...options(),
    now: () => bakery.now(),
    wait: async () => {
      orders.push(await ann.place());
      await bakery.pass(seconds * 1000);
    },
  });
  return { well, ann, orders };
};

test("a bad version of a workflow goes back when its alarm goes off, and no order is lost", async () => {
  const oven = { Type: "Fail", Error: "NoOven", Cause: "It is not made of stone." };
  expect(await publish({ StartAt: "Bake", States: { Bake: oven } })).toBe("2");
  expect(await standing()).toEqual({ live: 1, next: undefined, newest: 2 });

  const { well, ann, orders } = await shiftWhileOrdersCome(10);

  expect(well).toBe(false);
  expect(said).toEqual([
    "ReserveStock: version 2 has 10 % of the executions, version 1 the rest.",
    "ReserveStock: version 2 is not live, and version 1 has all executions again, since an alarm went off.",
    "  alarm sourdough-local-ReserveStock-version-failures: docs/runbooks/version-failures.md",
  ]);
  expect(await standing()).toEqual({ live: 1, next: undefined, newest: 2 });
  const failed = endsOf("2");
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.every(({ error }) => error?.code === "NoOven")).toBe(true);

  // What it failed at is visible again two minutes after it was received; nobody waits for stock longer than three.
  for (let i = 0; i < 5; i++) await bakery.pass(30_000);
  for (const orderId of orders)
    await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  expect(endsOf("2")).toHaveLength(failed.length);
  await settle(bakery);
  await checkInvariants(bakery);
});

test("whoever was interrupted goes on where it was, and a shift can be stopped", async () => {
  expect(await publish({ Comment: "The same again.", ...(await first()) })).toBe("3");
  said.length = 0;
  const interrupted = shift({
    ...options(),
    now: () => bakery.now(),
    wait: () => Promise.reject(new Error("The laptop is closed.")),
  });
  await expect(interrupted).rejects.toThrow("closed");
  expect(await standing()).toEqual({ live: 1, next: 3, newest: 3 });

  await tellStatus(options());
  expect(said).toContain("ReserveStock: version 1 is live, 3 is the newest, 3 has 10 % of the executions.");
  said.length = 0;
  await tellStatus({ ...options(), slice: "web" });
  expect(said).toEqual([
    "web on local shifts no functions and state machines: their newest versions are live at once.",
  ]);
  await stopShifting(options());
  expect(said).toContain("ReserveStock: version 1 has all executions again.");
  expect(await standing()).toEqual({ live: 1, next: undefined, newest: 3 });
});

test("a good version has all executions in the end, also when nobody watched it for a while", async () => {
  const interrupted = shift({
    ...options(),
    now: () => bakery.now(),
    wait: () => Promise.reject(new Error("The laptop is closed.")),
  });
  await expect(interrupted).rejects.toThrow("closed");
  await bakery.pass(200_000);

  const { well, ann, orders } = await shiftWhileOrdersCome(30);

  expect(well).toBe(true);
  expect(said).toEqual([
    "ReserveStock: version 3 has 10 % of the executions, version 1 the rest.",
    "ReserveStock: version 3 is live.",
  ]);
  // The rest of the five minutes, and not all of them again.
  expect(orders.length).toBeLessThanOrEqual(4);
  expect(await standing()).toEqual({ live: 3, next: undefined, newest: 3 });
  const whileItShifted = endsOf("3").length;
  for (const orderId of [...orders, await ann.place()])
    await expect(ann.decided(orderId)).resolves.toMatchObject({ status: "CONFIRMED" });
  expect(endsOf("3").length).toBeGreaterThan(whileItShifted);
  await settle(bakery);
  await checkInvariants(bakery);

  said.length = 0;
  await expect(shift({ ...options(), wait: async () => {} })).resolves.toBe(true);
  expect(said).toEqual([
    expect.stringMatching(
      /^all on local: the newest version of each of its \d+ functions and state machines is live\.$/,
    ),
  ]);
});
