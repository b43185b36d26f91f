import {
  GetFunctionRecursionConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { anOrder, type Bakery, openBakery } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let bakery: Bakery;
let lambda: LambdaClient;
let FunctionName: string;
beforeAll(async () => {
  bakery = await openBakery({ settings: { CAPACITY: "rush" } });
  lambda = new LambdaClient({
    endpoint: bakery.outputs.awsEndpoint,
    region: bakery.outputs.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  FunctionName = bakery.arn("PlaceOrderFunction");
});
afterAll(() => bakery?.stop());

const timeZone = "Europe/Berlin";
const minuteOfDay = () => {
  const [hours = 0, minutes = 0] = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" })
    .format(bakery.now())
    .split(":")
    .map(Number);
  return hours * 60 + minutes;
};
/** Moves the clock to the next time that a clock on a store's wall shows it. */
const passUntil = (hours: number, minutes: number) =>
  bakery.pass(((hours * 60 + minutes - minuteOfDay() + 1440) % 1440) * 60_000);
const ready = () =>
  lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: "live" })).then(
    ({ RequestedProvisionedConcurrentExecutions: executions }) => executions,
    (error: Error) => error.name,
  );

test("keeps environments ready in the morning, and lets them go", async () => {
  await passUntil(5, 31);
  await bakery.until("what was scheduled for 5:30 is done", async () => (await ready()) === 2);
  await passUntil(10, 1);
  await bakery.until(
    "what was scheduled for 10:00 is done",
    async () => (await ready()) === "ProvisionedConcurrencyConfigNotFoundException",
  );
});

test("takes orders with pollers of its own, and ends loops", async () => {
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: `${FunctionName}:live` }),
  );
  expect(EventSourceMappings).toMatchObject([
    { ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 5 } },
  ]);
  const { RecursiveLoop } = await lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName }));
  expect(RecursiveLoop).toBe("Terminate");
});

test("of an order there are the lines of each function, or of none", async () => {
  const customer = await bakery.signUp();
  const placed: string[] = [];
  for (let order = 0; order < 4; order++) placed.push(await customer.place(anOrder()));
  for (const orderId of placed) await customer.decided(orderId);
  await bakery.quiet();
  const lines = bakery
    .hops(({ service, action }) => service === "lambda" && action === "Log")
    .flatMap(({ output }) => output as string[]);
  const doneBy = (name: string) =>
    placed.filter((orderId) =>
      lines.some((line) => line.includes(`"message":"${name} done"`) && line.includes(orderId)),
    );

  // One order in ten: that all four are among them is one chance in ten thousand.
  expect(doneBy("PlaceOrder").length).toBeLessThan(4);
  expect(doneBy("AuthorizePayment")).toEqual(doneBy("PlaceOrder"));
  expect(doneBy("SettlePayment")).toEqual(doneBy("PlaceOrder"));
});
