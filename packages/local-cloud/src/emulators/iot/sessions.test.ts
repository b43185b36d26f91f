import { afterEach, expect, test } from "vitest";
import { startTestBroker } from "./iot.fixture.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
const setUp = async () => {
  const broker = await startTestBroker();
  stops.push(broker.stop);
  /** Waits until the broker knows that the client is gone. */
  const gone = (clientId: string) =>
    broker.cloud.journal.waitFor(
      ({ action, input }) =>
        action === "Presence" &&
        (input as { clientId: string; eventType: string }).clientId === clientId &&
        (input as { eventType: string }).eventType === "disconnected",
    );
  return { ...broker, gone };
};

test("what came while a client was away waits for it, for as long as its session", async () => {
  const { connect, cloud, gone } = await setUp();
  const away = { clientId: "ann", protocolVersion: 4, clean: false } as const;
  const first = await connect(away);
  await first.subscribeAsync("chat/#", { qos: 1 });
  await first.endAsync();
  await gone("ann");
  const bob = await connect();
  await bob.publishAsync("chat/a", "at least once", { qos: 1 });
  await bob.publishAsync("chat/a", "at most once", { qos: 0 });
  const second = await connect(away);
  expect(await second.gets(1)).toEqual(["at least once"]);
  await second.endAsync();
  cloud.clock.advance(3_601_000);
  const third = await connect(away);
  await bob.publishAsync("chat/a", "to nobody", { qos: 1 });
  await third.subscribeAsync("chat/a", { qos: 1 });
  await bob.publishAsync("chat/a", "to a new session", { qos: 1 });
  expect(await third.gets(1)).toEqual(["to a new session"]);
});

test("a second connection with the same client id takes over", async () => {
  const { connect } = await setUp();
  const first = await connect({ clientId: "ann" });
  const second = await connect({ clientId: "ann" });
  await first.closed;
  await second.subscribeAsync("chat/a");
  await second.publishAsync("chat/a", "here", { qos: 1 });
  expect(await second.gets(1)).toEqual(["here"]);
});

test("a will is published for a client that is cut off, and not for one that says goodbye", async () => {
  const { connect, gone } = await setUp();
  const ear = await connect();
  await ear.subscribeAsync("chat/wills", { qos: 1 });
  const will = (payload: string) => ({
    will: { topic: "chat/wills", payload: Buffer.from(payload), qos: 1 as const, retain: false },
  });
  const polite = await connect({ clientId: "polite", ...will("polite") });
  await polite.endAsync();
  await gone("polite");
  const lost = await connect({ clientId: "lost", ...will("lost") });
  lost.stream.destroy();
  expect(await ear.gets(1)).toEqual(["lost"]);
});

test("a will waits for its delay, and is not published when the client comes back", async () => {
  const { connect, cloud, gone } = await setUp();
  const ear = await connect();
  await ear.subscribeAsync("chat/#", { qos: 1 });
  const options = (clientId: string) => ({
    clientId,
    clean: false,
    properties: { sessionExpiryInterval: 600 },
    will: {
      topic: `chat/${clientId}`,
      payload: Buffer.from(clientId),
      qos: 1 as const,
      retain: false,
      properties: { willDelayInterval: 60 },
    },
  });
  for (const clientId of ["back", "lost"]) {
    const client = await connect(options(clientId));
    client.stream.destroy();
    await gone(clientId);
  }
  await connect(options("back"));
  cloud.clock.advance(61_000);
  expect(await ear.gets(1)).toEqual(["lost"]);
});

test("clients that share a subscription get each message once", async () => {
  const { connect, answers } = await setUp();
  const policy = answers.authorizer("*");
  answers.authorizer = () => policy;
  const workers = await Promise.all([1, 2].map(() => connect()));
  for (const worker of workers) await worker.subscribeAsync("$share/workers/chat/jobs", { qos: 1 });
  const bob = await connect();
  for (const job of ["1", "2", "3", "4"]) await bob.publishAsync("chat/jobs", job, { qos: 1 });
  await Promise.all(workers.map((worker) => worker.gets(2)));
  expect(workers.flatMap((worker) => worker.texts()).sort()).toEqual(["1", "2", "3", "4"]);
});

test("presence is told by the broker's own topics", async () => {
  const { connect, addRule, invocations } = await setUp();
  await addRule("Left", {
    sql: "SELECT * FROM '$aws/events/presence/#'",
    lambdas: [{ functionArn: "left" }],
  });
  const client = await connect({ clientId: "ann" });
  await client.endAsync();
  await expect.poll(() => invocations.filter(({ FunctionName }) => FunctionName === "left")).toHaveLength(2);
  expect(invocations.slice(1).map(({ event }) => event)).toMatchObject([
    { clientId: "ann", eventType: "connected", principalIdentifier: "tester" },
    {
      eventType: "disconnected",
      clientInitiatedDisconnect: true,
      disconnectReason: "CLIENT_INITIATED_DISCONNECT",
    },
  ]);
});
