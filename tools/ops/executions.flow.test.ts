import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { type Bakery, openBakery } from "@sourdough/test-kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Args, openOut } from "./command.ts";
import { executions } from "./executions.ts";
import { localTarget, type Target } from "./target.ts";

let bakery: Bakery;
let target: Target;

beforeAll(async () => {
  bakery = await openBakery();
  target = localTarget(bakery.outputs);
});
afterAll(() => bakery?.stop());

const answer = async (positionals: string[], values: Args["values"] = {}) => {
  const out = openOut(true);
  const args = { positionals, values };
  executions.check?.(args);
  const ok = await executions.run(target, args, out);
  return { ok, result: out.value as unknown };
};

test("an audit that failed is listed, shown, redriven, and comes to its end", async () => {
  bakery.faults.onCall(({ functionName }) => (functionName.includes("Audit") ? "before" : undefined));
  const machine = bakery.arn("RunAudit");
  await target.sfn.send(
    new StartExecutionCommand({ stateMachineArn: machine, name: "poisoned", input: "{}" }),
  );
  await bakery.until("it failed", async () => !(await answer(["list"], { of: "RunAudit" })).ok, {
    between: () => bakery.pass(61_000),
  });
  bakery.faults.clear();
  expect(await answer(["list"])).toMatchObject({
    ok: false,
    result: [{ name: "poisoned", of: "RunAudit", status: "FAILED" }],
  });
  const { result } = await answer(["show", "poisoned"]);
  expect(result).toMatchObject({
    steps: expect.arrayContaining([expect.objectContaining({ failed: true })]),
  });

  expect(await answer(["redrive"], { all: true, "dry-run": true })).toMatchObject({
    result: [{ outcome: "would go on" }],
  });
  expect(await answer(["redrive", "poisoned"])).toMatchObject({ ok: true, result: [{ outcome: "goes on" }] });
  // Whoever was killed after asking asks again.
  expect(await answer(["redrive", "poisoned"])).toMatchObject({ ok: false, result: [{ outcome: "stays" }] });
  await bakery.until(
    "it is through",
    async () => {
      const { result: now } = await answer(["show", "poisoned"]);
      return (now as { status: string }).status === "SUCCEEDED";
    },
    { between: () => bakery.pass(61_000) },
  );
});

test("what is not there is an error that says what is", async () => {
  await expect(answer(["show", "nobody"])).rejects.toThrow(
    /No execution of local is called "nobody".*RunAudit/,
  );
  await expect(answer(["list"], { of: "BakeBread" })).rejects.toThrow(
    /no workflow "BakeBread"; it has .*FulfilOrder/,
  );
  expect(() => executions.check?.({ positionals: ["list"], values: { status: "SAD" } })).toThrow(
    /--status is one of/,
  );
});
