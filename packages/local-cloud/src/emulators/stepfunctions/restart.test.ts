import { expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { createLives } from "../../testing/restart.ts";
import { createWorkflows } from "../../testing/workflows.ts";

type Workflows = ReturnType<typeof createWorkflows>;
type Services = Parameters<typeof createWorkflows>[0];

/** Each call is a process with the machine, which goes on with what the one before it left. */
const setUp = (states: Record<string, object>, services: Services = {}, rest: object = {}) => {
  const nextLife = createLives();
  const [StartAt = ""] = Object.keys(states);
  return async () => {
    const workflows = createWorkflows(services, await nextLife());
    const machine = await workflows.machine("Machine", { StartAt, States: states, ...rest });
    workflows.emulator.restore?.();
    await workflows.emulator.start?.();
    return { ...workflows, machine };
  };
};
const token = (rest: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  Arguments: {
    QueueUrl: "q",
    MessageBody: { token: "{% $states.context.Task.Token %}", id: "{% $uuid() %}" },
  },
  End: true,
  ...rest,
});
/** A queue that nobody reads: what was sent. */
const queue = () => {
  const sent: { token: string; id: string }[] = [];
  const services: Services = {
    sqs: {
      SendMessage: ({ MessageBody }) => {
        sent.push(JSON.parse(MessageBody));
        return { MessageId: "1" };
      },
    },
  };
  return { sent, services };
};
const typesOf = async ({ history }: Pick<Workflows, "history">, arn: string) =>
  (await history(arn)).map(({ type }) => type);
const succeed = ({ call }: Pick<Workflows, "call">, taskToken: string, output: unknown) =>
  call("SendTaskSuccess", { taskToken, output: JSON.stringify(output) });

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

test("branches and iterations go on each where it is, and those that are done are not run again", async () => {
  const { sent, services } = queue();
  const pass = { Type: "Pass", Output: "{% $uuid() %}", End: true };
  const live = setUp(
    {
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "Quick", States: { Quick: pass } },
          {
            StartAt: "Ask",
            States: { Ask: token({ Assign: { answer: "{% $states.result %}" }, Output: 1 }) },
          },
        ],
        Next: "Each",
      },
      Each: {
        Type: "Map",
        Items: ["a", "b", "c"],
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: "First",
          States: {
            First: { Type: "Pass", Assign: { item: "{% $states.input %}" }, Next: "Then" },
            Then: token({ Output: "{% [$item, $states.result, $states.context.Map.Item.Index] %}" }),
          },
        },
        End: true,
      },
    },
    services,
  );
  const first = await live();
  const arn = await first.start(first.machine, {}, "one");
  await first.idle();
  const second = await live();
  await second.idle();
  expect(sent).toHaveLength(1);
  await succeed(second, sent[0]!.token, "both");
  await second.idle();
  expect(sent).toHaveLength(3);
  await succeed(second, sent[2]!.token, "y");
  await second.idle();
  expect(sent).toHaveLength(4);

  const third = await live();
  await third.idle();
  expect(sent).toHaveLength(4);
  await succeed(third, sent[3]!.token, "z");
  await succeed(third, sent[1]!.token, "x");
  expect(await third.end(arn)).toMatchObject({
    status: "SUCCEEDED",
    output: [
      ["a", "x", 0],
      ["b", "y", 1],
      ["c", "z", 2],
    ],
  });
  const types = await typesOf(third, arn);
  const count = (type: string) => types.filter((one) => one === type).length;
  expect([count("MapIterationStarted"), count("MapStateStarted"), count("ParallelStateStarted")]).toEqual([
    3, 1, 1,
  ]);
  expect(count("PassStateEntered")).toBe(4);
});

test("an execution that waits for one that it started gets its end", async () => {
  const { sent, services } = queue();
  const nextLife = createLives();
  const live = async () => {
    const workflows = createWorkflows(services, await nextLife());
    const child = await workflows.machine("Child", { StartAt: "Ask", States: { Ask: token() } });
    const parent = await workflows.machine("Parent", {
      StartAt: "Nest",
      States: {
        Nest: {
          Type: "Task",
          Resource: "arn:aws:states:::states:startExecution.sync:2",
          Arguments: { StateMachineArn: child },
          Output: "{% $states.result.Output %}",
          End: true,
        },
      },
    });
    workflows.emulator.restore?.();
    await workflows.emulator.start?.();
    return { ...workflows, parent };
  };
  const first = await live();
  const arn = await first.start(first.parent, {}, "one");
  await first.idle();
  const second = await live();
  await succeed(second, sent[0]!.token, "child");
  expect(await second.end(arn)).toMatchObject({ status: "SUCCEEDED", output: "child" });
  expect(sent).toHaveLength(1);
});

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

test("what calls made of a machine stays until the config has another definition", async () => {
  const definition = (Output: string) =>
    JSON.stringify({ QueryLanguage: "JSONata", StartAt: "A", States: { A: { Type: "Succeed", Output } } });
  const nextLife = createLives();
  const live = async (Output: string) => {
    const workflows = createWorkflows({}, await nextLife());
    const stateMachineArn = await workflows.machine("Machine", {
      StartAt: "A",
      States: { A: { Type: "Succeed", Output } },
    });
    workflows.emulator.restore?.();
    await workflows.emulator.start?.();
    const outputs = async (...qualifiers: string[]) => {
      const arns = await Promise.all(qualifiers.map((each) => workflows.start(`${stateMachineArn}${each}`)));
      return (await Promise.all(arns.map(workflows.end))).map(({ output }) => output);
    };
    return { ...workflows, stateMachineArn, outputs };
  };
  const first = await live("config");
  const { stateMachineArn } = first;
  await first.call("PublishStateMachineVersion", { stateMachineArn, description: "first" });
  await first.call("UpdateStateMachine", { stateMachineArn, definition: definition("call"), publish: true });
  await first.call("CreateStateMachineAlias", {
    name: "live",
    routingConfiguration: [{ stateMachineVersionArn: `${stateMachineArn}:2`, weight: 100 }],
  });
  await first.call("TagResource", { resourceArn: stateMachineArn, tags: [{ key: "team", value: "bread" }] });
  const described = await first.call("DescribeStateMachine", { stateMachineArn });

  const second = await live("config");
  expect(await second.outputs("", ":1", ":2", ":live")).toEqual(["call", "config", "call", "call"]);
  expect(await second.call("DescribeStateMachine", { stateMachineArn })).toEqual(described);
  expect((await second.call("ListTagsForResource", { resourceArn: stateMachineArn })).tags).toEqual([
    { key: "team", value: "bread" },
  ]);
  await second.call("DeleteStateMachineAlias", { stateMachineAliasArn: `${stateMachineArn}:live` });
  await second.call("DeleteStateMachineVersion", { stateMachineVersionArn: `${stateMachineArn}:2` });

  const third = await live("config");
  expect(await third.outputs("", ":1")).toEqual(["call", "config"]);
  await expect(third.start(`${stateMachineArn}:live`)).rejects.toMatchObject({
    code: "StateMachineDoesNotExist",
  });
  const { stateMachineVersionArn } = await third.call("PublishStateMachineVersion", { stateMachineArn });
  expect(stateMachineVersionArn).toBe(`${stateMachineArn}:3`);

  const fourth = await live("config of today");
  expect(await fourth.outputs("")).toEqual(["config of today"]);
  expect(fourth.cloud.state.dropped).toEqual([
    "versions of state machine Machine: the config has another definition",
  ]);
});
