import { expect, test } from "vitest";
import { createLives } from "../../testing/restart.ts";
import { deploy } from "./fixtures/deploy.ts";

/** A life in which the config declares one invocation; answers with what the function was invoked with, and warnings. */
const startDeclaring = async (next: ReturnType<typeof createLives>, fn: string, input: string) => {
  const { cloud, emulator, ...lambda } = await deploy({ watch: false }, await next());
  await lambda.add(fn);
  await lambda.provision("aws:lambda/invocation:Invocation", "Migrate", { functionName: fn, input });
  await emulator.start?.();
  await cloud.use("invocations").makeDeclared();
  const runs = cloud.journal.hops(({ action }) => action === "Run");
  const payloads = runs.map((hop) => cloud.journal.payloads(hop).input);
  await emulator.stop?.();
  return { payloads, warnings: cloud.warnings };
};

test("what the config declares is invoked once, and again when it says something else", async () => {
  const next = createLives();
  expect((await startDeclaring(next, "echo", '{"to":1}')).payloads).toEqual(['{"to":1}']);
  expect((await startDeclaring(next, "echo", '{"to":1}')).payloads).toEqual([]);
  expect((await startDeclaring(next, "echo", '{"to":2}')).payloads).toEqual(['{"to":2}']);
});

test("one that fails is said, and made again at the next start", async () => {
  const next = createLives();
  const first = await startDeclaring(next, "fail", "{}");
  expect(first.payloads).toHaveLength(1);
  expect(first.warnings).toEqual([
    expect.stringMatching(/^Migrate \(aws\.lambda\.Invocation\): fail failed, .* It is invoked again/),
  ]);
  expect((await startDeclaring(next, "fail", "{}")).payloads).toHaveLength(1);
});
