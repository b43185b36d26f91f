import type { DryCall, DryOutcome, DryRun } from "sourdough-local/models";
import { expect, test } from "vitest";
import { explore } from "./explore.ts";

const ok = (output: unknown): DryOutcome => ({ answer: { output } });
const call = (state: string, visit: number, stateInput: unknown): DryCall => ({
  state,
  visit,
  stateInput,
  service: "dynamodb",
  operation: "GetItem",
  input: {},
  waits: false,
  caught: [],
});

/** A machine that makes one call after the other, each with the answers of those before as its input. */
const chain =
  (...states: string[]): DryRun =>
  async (_, task) => {
    const answers: unknown[] = [];
    for (const [visit, state] of states.entries()) {
      const { answer } = await task(call(state, visit, [...answers]));
      answers.push(answer && "output" in answer ? answer.output : "failed");
    }
    return { status: "SUCCEEDED", output: answers.join(), entered: states, failures: [] };
  };

const outputs = async (run: DryRun, outcomes: Record<string, DryOutcome[]>, options = {}) =>
  (await explore(run, {}, async ({ state }) => outcomes[state] ?? [], options)).map(({ output }) => output);

test("tries each outcome of each call, also after another one came to something else", async () => {
  const tried = await outputs(chain("A", "B"), { A: [ok(1), ok(2)], B: [ok("x"), ok("y")] });

  expect(tried.sort()).toEqual(["1,x", "1,y", "2,x", "2,y"]);
});

test("a retry comes to what the first attempt came to", async () => {
  const twice: DryRun = async (_, task) => {
    const first = await task(call("A", 1, {}));
    return {
      status: "SUCCEEDED",
      output: first === (await task(call("A", 1, {}))),
      entered: ["A"],
      failures: [],
    };
  };

  expect(await outputs(twice, { A: [ok(1), ok(2)] })).toEqual([true, true]);
});

test("comes to an end where a machine loops, and runs once where nothing else is asked for", async () => {
  const loop = chain(...Array.from({ length: 40 }, () => "A"));

  expect((await outputs(loop, { A: [ok(1), ok(2)] })).length).toBeLessThan(20);
  expect(await outputs(chain("A", "B"), { A: [ok(1), ok(2)], B: [ok("x")] }, { most: 0 })).toEqual(["1,x"]);
});

test("says when a condition on an item failed before", async () => {
  const seen: [string, boolean][] = [];
  await explore(chain("Put", "Get"), {}, async ({ state }, refused) => {
    seen.push([state, refused]);
    return state === "Put"
      ? [{ answer: { error: "DynamoDb.ConditionalCheckFailedException", cause: "It is there" } }]
      : [ok({})];
  });

  expect(seen).toEqual([
    ["Put", false],
    ["Get", true],
  ]);
});
