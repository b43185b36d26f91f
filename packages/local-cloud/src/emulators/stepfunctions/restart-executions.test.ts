import { expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { createLives } from "../../testing/restart.ts";
import { createWorkflows } from "../../testing/workflows.ts";
import { queue, type Services, setUp, token, typesOf } from "./restart.fixture.ts";

test("ended ones are found, keep their names, and can be redriven", async () => {
  let fails = true;
  const live = setUp(
    {
      Work: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage",
        Arguments: { QueueUrl: "q", MessageBody: "{% $states.input.text %}" },
        Output: "{% $states.context.Execution.RedriveCount %}",
        End: true,
      },
    },
    {
      sqs: {
        SendMessage: () => {
          if (fails) throw new AwsError("Broken", "not now");
          return { MessageId: "1" };
        },
      },
    },
  );
  const first = await live();
  const failed = await first.start(first.machine, { text: "a" }, "failed");
  await first.end(failed);
  fails = false;
  const good = await first.start(first.machine, { text: "b" }, "good");
  await first.end(good);
  const described = await first.call("DescribeExecution", { executionArn: failed });
  const listed = (await first.call("ListExecutions", { stateMachineArn: first.machine })).executions;
  const history = await first.history(good);

  const second = await live();
  expect(await second.call("DescribeExecution", { executionArn: failed })).toEqual(described);
  expect((await second.call("ListExecutions", { stateMachineArn: second.machine })).executions).toEqual(
    listed,
  );
  expect(await second.history(good)).toEqual(history);
  await expect(second.start(second.machine, { text: "b" }, "good")).rejects.toMatchObject({
    code: "ExecutionAlreadyExists",
  });
  await second.call("RedriveExecution", { executionArn: failed });
  expect(await second.end(failed)).toMatchObject({ status: "SUCCEEDED", output: 1, redriveCount: 1 });
  const third = await live();
  expect(await third.call("DescribeExecution", { executionArn: failed })).toMatchObject({
    status: "SUCCEEDED",
    output: "1",
    redriveCount: 1,
  });
  expect(await typesOf(third, failed)).toContain("ExecutionRedriven");
});

test("what began goes on with the definition that it began with; what has none any more is dropped, and said", async () => {
  const wait = (Output: string) => ({
    StartAt: "Wait",
    States: { Wait: { Type: "Wait", Seconds: 60, Output, End: true } },
  });
  const nextLife = createLives();
  const live = async (definition: ReturnType<typeof wait>) => {
    const workflows = createWorkflows({}, await nextLife());
    const machine = await workflows.machine("Machine", definition);
    workflows.emulator.restore?.();
    await workflows.emulator.start?.();
    return { ...workflows, machine };
  };
  const first = await live(wait("old"));
  const arn = await first.start(first.machine, {}, "one");
  await first.idle();
  const second = await live(wait("new"));
  const other = await second.start(second.machine, {}, "two");
  second.cloud.clock.advance(60_000);
  expect([await second.end(arn), await second.end(other)]).toMatchObject([
    { output: "old" },
    { output: "new" },
  ]);
  await second.start(second.machine, {}, "three");

  const third = createWorkflows({}, await nextLife());
  third.emulator.restore?.();
  expect(third.cloud.state.dropped).toEqual([
    `3 executions of state machine ${second.machine}: the config has it no longer`,
  ]);
});

test("a timeout of the execution counts from its start", async () => {
  const { services } = queue();
  const live = setUp({ Ask: token() }, services, { TimeoutSeconds: 60 });
  const first = await live();
  const [late, later] = [
    await first.start(first.machine, {}, "late"),
    await first.start(first.machine, {}, "later"),
  ];
  await first.idle();
  first.cloud.clock.advance(50_000);
  const second = await live();
  second.cloud.clock.advance(11_000);
  expect(await second.end(late)).toMatchObject({ status: "TIMED_OUT" });
  expect(await second.end(later)).toMatchObject({ status: "TIMED_OUT" });
});

test("an Express execution that was cut off begins again, unless somebody waits for its end", async () => {
  let calls = 0;
  let answers = false;
  const services: Services = {
    lambda: {
      Invoke: () => {
        calls += 1;
        return answers ? { StatusCode: 200, Payload: '"done"' } : new Promise(() => {});
      },
    },
  };
  const nextLife = createLives();
  const live = async () => {
    const workflows = createWorkflows(services, await nextLife());
    const Work = { Type: "Task", Resource: "arn:aws:lambda:eu-west-1:000000000000:function:f", End: true };
    const machine = await workflows.machine("Quick", { StartAt: "Work", States: { Work } }, "EXPRESS");
    workflows.emulator.restore?.();
    await workflows.emulator.start?.();
    return { ...workflows, machine };
  };
  const first = await live();
  const arn = await first.start(first.machine, { a: 1 }, "one");
  void first.call("StartSyncExecution", { stateMachineArn: first.machine });
  await first.idle();
  expect(calls).toBe(2);
  answers = true;
  const second = await live();
  const ended = await second.cloud.journal.waitFor(({ action }) => action === "EndExecution");
  expect(ended).toMatchObject({ resource: arn, output: "done" });
  const third = await live();
  await third.idle();
  expect([calls, third.cloud.state.dropped]).toEqual([3, []]);
});
