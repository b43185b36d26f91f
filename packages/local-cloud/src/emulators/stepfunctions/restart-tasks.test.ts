import { expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { createLives } from "../../testing/restart.ts";
import { createWorkflows } from "../../testing/workflows.ts";
import { queue, type Services, setUp, succeed, token, typesOf } from "./restart.fixture.ts";

test("a wait keeps its time, and all that was before it is as it was", async () => {
  const live = setUp({
    Bake: { Type: "Pass", Assign: { loaf: "{% $states.input.kind & '!' %}" }, Next: "Cool" },
    Cool: { Type: "Wait", Seconds: 60, Next: "Sell" },
    Sell: {
      Type: "Succeed",
      Output: "{% [$loaf, $states.context.Execution.Input, $states.context.Execution.StartTime] %}",
    },
  });
  const first = await live();
  const arn = await first.start(first.machine, { kind: "rye" }, "one");
  await first.idle();
  const before = await first.history(arn);
  const { startDate } = await first.call("DescribeExecution", { executionArn: arn });
  first.cloud.clock.advance(40_000);

  const second = await live();
  expect(await second.history(arn)).toEqual(before);
  second.cloud.clock.advance(19_000);
  await second.idle();
  expect((await second.call("DescribeExecution", { executionArn: arn })).status).toBe("RUNNING");
  second.cloud.clock.advance(1_500);
  expect(await second.end(arn)).toMatchObject({
    status: "SUCCEEDED",
    startDate,
    output: ["rye!", { kind: "rye" }, startDate!.toISOString()],
  });
  expect(await typesOf(second, arn)).toEqual([
    "ExecutionStarted",
    "PassStateEntered",
    "PassStateExited",
    "WaitStateEntered",
    "WaitStateExited",
    "SucceedStateEntered",
    "SucceedStateExited",
    "ExecutionSucceeded",
  ]);
});

test("a token that went out stays valid, and the task is not called again", async () => {
  const { sent, services } = queue();
  const live = setUp({ Ask: token() }, services);
  const first = await live();
  const arn = await first.start(first.machine, {}, "one");
  await first.idle();
  const second = await live();
  await succeed(second, sent[0]!.token, { yes: true });
  expect(await second.end(arn)).toMatchObject({ status: "SUCCEEDED", output: { yes: true } });
  expect(sent).toHaveLength(1);
  await expect(succeed(second, sent[0]!.token, {})).rejects.toMatchObject({ code: "TaskTimedOut" });
});

test("a token counts from when it was sent, and so do its heartbeats", async () => {
  const { sent, services } = queue();
  const live = setUp({ Ask: token({ TimeoutSeconds: 100, HeartbeatSeconds: 30, Retry: [] }) }, services);
  const first = await live();
  const [late, silent] = [
    await first.start(first.machine, {}, "late"),
    await first.start(first.machine, {}, "silent"),
  ];
  await first.idle();
  first.cloud.clock.advance(20_000);
  await first.call("SendTaskHeartbeat", { taskToken: sent[0]!.token });

  const second = await live();
  second.cloud.clock.advance(11_000);
  expect(await second.end(silent)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  for (const seconds of [19, 29, 20]) {
    await second.call("SendTaskHeartbeat", { taskToken: sent[0]!.token });
    second.cloud.clock.advance(seconds * 1000);
  }
  await second.idle();
  expect((await second.call("DescribeExecution", { executionArn: late })).status).toBe("RUNNING");
  await second.call("SendTaskHeartbeat", { taskToken: sent[0]!.token });
  second.cloud.clock.advance(2_000);
  expect(await second.end(late)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
});

test("a task whose answer had not come is called again as it was, and no attempt is counted", async () => {
  const calls: string[] = [];
  let answers = false;
  const services: Services = {
    lambda: {
      Invoke: ({ Payload }) => {
        calls.push(String(Payload));
        return answers ? { StatusCode: 200, Payload: '"done"' } : new Promise(() => {});
      },
    },
  };
  const live = setUp(
    {
      Work: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Arguments: { FunctionName: "f", Payload: "{% $uuid() %}" },
        Output: "{% [$states.result.Payload, $states.context.State.RetryCount] %}",
        Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
        End: true,
      },
    },
    services,
  );
  const first = await live();
  const arn = await first.start(first.machine, {}, "one");
  await first.idle();
  answers = true;
  const second = await live();
  expect(await second.end(arn)).toMatchObject({ status: "SUCCEEDED", output: ["done", 0] });
  expect(calls).toEqual([calls[0], calls[0]]);
  expect(await typesOf(second, arn)).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
});

test("what a token brought before its call was answered is not asked for again", async () => {
  const sent: string[] = [];
  const live = setUp(
    { Ask: token() },
    {
      sqs: {
        SendMessage: ({ MessageBody }) => {
          sent.push(JSON.parse(MessageBody).token);
          return new Promise(() => {});
        },
      },
    },
  );
  const first = await live();
  const arn = await first.start(first.machine, {}, "one");
  await first.idle();
  await succeed(first, sent[0]!, "early");
  const second = await live();
  expect(await second.end(arn)).toMatchObject({ status: "SUCCEEDED", output: "early" });
  expect(sent).toHaveLength(1);
});

test("retries go on with those that are left, after the pause that is left", async () => {
  let calls = 0;
  const services: Services = {
    lambda: {
      Invoke: () => {
        calls += 1;
        throw new AwsError("Broken", "not now");
      },
    },
  };
  const live = setUp(
    {
      Work: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Arguments: { FunctionName: "f" },
        Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2, IntervalSeconds: 10, BackoffRate: 2 }],
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Output: "{% $states.context.State.RetryCount %}",
            Next: "End",
          },
        ],
        End: true,
      },
      End: { Type: "Succeed" },
    },
    services,
  );
  const first = await live();
  const arn = await first.start(first.machine, {}, "one");
  await first.idle();
  first.cloud.clock.advance(10_000);
  await first.idle();
  first.cloud.clock.advance(12_000);
  expect(calls).toBe(2);
  const second = await live();
  await second.idle();
  expect(calls).toBe(2);
  second.cloud.clock.advance(9_000);
  expect(await second.end(arn)).toMatchObject({ status: "SUCCEEDED", output: 2 });
  expect(calls).toBe(3);
});

test("a task of an activity waits for a worker as before, and is given to one only", async () => {
  const nextLife = createLives();
  const live = async () => {
    const workflows = createWorkflows({}, await nextLife());
    const { activityArn } = await workflows.call("CreateActivity", { name: "Bake" });
    const machine = await workflows.machine("Machine", {
      StartAt: "Bake",
      States: { Bake: { Type: "Task", Resource: activityArn!, End: true } },
    });
    workflows.emulator.restore?.();
    await workflows.emulator.start?.();
    const take = () => workflows.call("GetActivityTask", { activityArn });
    return { ...workflows, machine, take };
  };
  const first = await live();
  const arns = [await first.start(first.machine, 1, "a"), await first.start(first.machine, 2, "b")];
  const taken = await first.take();
  const second = await live();
  const other = await second.take();
  expect([taken.input, other.input]).toEqual(["1", "2"]);
  await succeed(second, taken.taskToken!, "a");
  await succeed(second, other.taskToken!, "b");
  expect(await Promise.all(arns.map(second.end))).toMatchObject([{ output: "a" }, { output: "b" }]);
});
