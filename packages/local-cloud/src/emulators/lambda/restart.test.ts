import { expect, test } from "vitest";
import { createLives, keptNow } from "../../testing/restart.ts";
import { standIn } from "../../testing/stand-in.ts";
import { deploy } from "./fixtures/deploy.ts";
import { eventually } from "./fixtures/eventually.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:000000000000:lost";
const root = { principal: { kind: "root" }, causes: [] } as const;

/** Lambda with a function, in the next life; `kill` ends what the process would take along. */
const startLambda = async (next: ReturnType<typeof createLives>, name: string) => {
  const lambda = await deploy({ watch: false }, await next());
  const { cloud, emulator } = lambda;
  const sent: Record<string, unknown>[] = [];
  cloud.add(standIn("sqs", { SendMessage: (input) => sent.push(input) && {} }));
  await lambda.add(name, { deadLetterConfig: { targetArn: QUEUE } });
  await emulator.start?.();
  return {
    ...lambda,
    sent,
    runs: () => cloud.journal.hops(({ action }) => action === "Run"),
    finished: () =>
      cloud.journal.hops(({ action, durationMs }) => action === "Run" && durationMs !== undefined),
    invoke: (Payload: string) =>
      cloud.call("lambda", "Invoke", { FunctionName: name, InvocationType: "Event", Payload }, root),
  };
};
type Started = Awaited<ReturnType<typeof startLambda>>;
const payloadsOf = ({ cloud, runs }: Started) => runs().map((hop) => cloud.journal.payloads(hop).input);

test("an asynchronous invocation that was under way is begun again, and one that was done is not", async () => {
  const next = createLives();
  const before = await startLambda(next, "slow");
  await before.invoke('{"ms":1}');
  await eventually(before.finished).toHaveLength(1);
  await eventually(() => keptNow(before.cloud, "lambda/asynchronous")).toEqual([]);
  await before.invoke('{"ms":60000}');
  await eventually(before.runs).toHaveLength(2);

  const after = await startLambda(next, "slow");
  await before.emulator.stop?.();
  await eventually(() => payloadsOf(after)).toEqual(['{"ms":60000}']);
  expect(after.runs()[0]!.attempt).toBeUndefined();
  await after.emulator.stop?.();
});

test("a stop counts as no attempt", async () => {
  const next = createLives();
  const before = await startLambda(next, "hang");
  await before.invoke("{}");
  await eventually(before.runs).toHaveLength(1);
  await before.emulator.stop?.();
  await eventually(before.finished).toHaveLength(1);

  const after = await startLambda(next, "hang");
  await eventually(after.runs).toHaveLength(1);
  expect(after.runs()[0]!.attempt).toBeUndefined();
  await after.emulator.stop?.();
});

test("a retry keeps its time, its number and what had failed before", async () => {
  const next = createLives();
  const before = await startLambda(next, "fail");
  await before.invoke("{}");
  await eventually(() => keptNow(before.cloud, "lambda/asynchronous")).toMatchObject([{ attempts: 1 }]);

  const after = await startLambda(next, "fail");
  await before.emulator.stop?.();
  const runsAfter = (ms: number) => {
    after.cloud.clock.advance(ms);
    return after.finished().map(({ attempt }) => attempt);
  };
  expect(after.runs()).toEqual([]);
  await eventually(() => runsAfter(60_000)).toEqual([2]);
  await eventually(() => runsAfter(120_000)).toEqual([2, 3]);
  await eventually(() => after.sent).toHaveLength(1);
  expect(await keptNow(after.cloud, "lambda/asynchronous")).toEqual([]);
  await after.emulator.stop?.();
});

test("an invocation of a function that is gone is dropped, and said", async () => {
  const next = createLives();
  const before = await startLambda(next, "hang");
  await before.invoke("{}");
  const after = await startLambda(next, "count");
  await before.emulator.stop?.();
  expect(after.cloud.state.dropped).toEqual([
    "an asynchronous invocation of arn:aws:lambda:eu-west-1:000000000000:function:hang: the function is no longer there",
  ]);
  await after.emulator.stop?.();
});
