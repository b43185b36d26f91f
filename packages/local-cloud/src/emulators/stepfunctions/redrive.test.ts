import { afterEach, expect, test } from "vitest";
import { AwsError } from "../../core/aws-error.ts";
import { createWorkflows } from "../../testing/workflows.ts";

type Workflows = ReturnType<typeof createWorkflows>;
let workflows: Workflows;
afterEach(() => workflows.stop());

const dayMs = 24 * 3_600_000;

/** Functions by name; each notes its calls, and fails while its name is among `failing`. */
const withFunctions = () => {
  const calls: string[] = [];
  const failing = new Set<string>();
  workflows = createWorkflows({
    lambda: {
      Invoke: ({ FunctionName = "", Payload }) => {
        calls.push(`${FunctionName} ${Payload ?? ""}`);
        if (failing.has(FunctionName)) throw new AwsError("Broken", "not now");
        return { StatusCode: 200, Payload: JSON.stringify(FunctionName) };
      },
    },
  });
  return { calls, failing };
};
const call = (FunctionName: string, rest: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName, Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload %}",
  ...rest,
});
const begin = async (states: Record<string, object>, input: unknown = {}) => {
  const [StartAt = ""] = Object.keys(states);
  const machine = await workflows.machine("Machine", { StartAt, States: states });
  const arn = await workflows.start(machine, input, "one");
  await workflows.end(arn);
  return arn;
};
const describe = (executionArn: string) => workflows.call("DescribeExecution", { executionArn });
const redrive = (executionArn: string, clientToken?: string) =>
  workflows.call("RedriveExecution", { executionArn, clientToken });
const endOf = async (arn: string) => {
  await expect.poll(async () => (await describe(arn)).status).not.toBe("RUNNING");
  return describe(arn);
};
const typesOf = async (arn: string) => (await workflows.history(arn)).map(({ type }) => type);

test("goes on from the state that failed, with its input and variables, and does nothing again", async () => {
  const { calls, failing } = withFunctions();
  failing.add("second");
  const arn = await begin({
    First: call("first", { Assign: { kept: "{% $states.result.Payload & '!' %}" }, Next: "Second" }),
    Second: call("second", { Output: "{% [$kept, $states.context.Execution.RedriveCount] %}", End: true }),
  });
  expect(await describe(arn)).toMatchObject({
    status: "FAILED",
    redriveStatus: "REDRIVABLE",
    redriveCount: 0,
  });
  const before = await typesOf(arn);

  failing.clear();
  const { redriveDate } = await redrive(arn);
  expect(await endOf(arn)).toMatchObject({
    status: "SUCCEEDED",
    output: JSON.stringify(["first!", 1]),
    error: undefined,
    redriveCount: 1,
    redriveDate,
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
  });
  expect(calls.map((text) => text.split(" ")[0])).toEqual(["first", "second", "second"]);
  const after = await typesOf(arn);
  expect(after.slice(before.length)).toEqual([
    "ExecutionRedriven",
    "TaskScheduled",
    "TaskStarted",
    "TaskSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
});

test("branches and iterations that came to their end are not run again", async () => {
  const { calls, failing } = withFunctions();
  failing.add("bad");
  const branch = (name: string) => ({ StartAt: name, States: { [name]: call(name, { End: true }) } });
  const arn = await begin({
    Both: {
      Type: "Parallel",
      Branches: [
        branch("good"),
        {
          StartAt: "Each",
          States: {
            Each: {
              Type: "Map",
              Items: ["a", "b", "c"],
              MaxConcurrency: 1,
              ItemProcessor: {
                StartAt: "Work",
                States: { Work: call("{% $states.input = 'b' ? 'bad' : 'fine' %}", { End: true }) },
              },
              End: true,
            },
          },
        },
      ],
      End: true,
    },
  });
  expect((await describe(arn)).status).toBe("FAILED");
  await workflows.idle();
  const before = calls.length;

  failing.clear();
  await redrive(arn);
  const { status, output = "" } = await endOf(arn);
  expect({ status, output: JSON.parse(output) }).toEqual({
    status: "SUCCEEDED",
    output: ["good", ["fine", "bad", "fine"]],
  });
  expect(calls.slice(before)).toEqual(['bad "b"', 'fine "c"']);
});

test("one that was stopped or timed out goes on too, and its time begins anew", async () => {
  workflows = createWorkflows();
  const wait = { Type: "Wait", Seconds: 50, Next: "Done" };
  const machine = await workflows.machine("Machine", {
    StartAt: "Pause",
    TimeoutSeconds: 40,
    States: { Pause: wait, Done: { Type: "Pass", End: true } },
  });
  const arn = await workflows.start(machine, {}, "one");
  await workflows.entered(arn, "Pause");
  workflows.cloud.clock.advance(40_000);
  expect((await endOf(arn)).status).toBe("TIMED_OUT");

  await redrive(arn);
  await workflows.idle();
  workflows.cloud.clock.advance(39_000);
  expect((await describe(arn)).status).toBe("RUNNING");
  await workflows.call("StopExecution", { executionArn: arn });
  expect((await endOf(arn)).status).toBe("ABORTED");
  await redrive(arn);
  expect(await describe(arn)).toMatchObject({ status: "RUNNING", redriveCount: 2 });
  await workflows.call("StopExecution", { executionArn: arn });
});

test("the same token again is the same redrive", async () => {
  const { failing } = withFunctions();
  failing.add("first");
  const arn = await begin({ First: call("first", { End: true }) });
  failing.clear();

  const first = await redrive(arn, "token");
  expect((await endOf(arn)).status).toBe("SUCCEEDED");
  expect(await redrive(arn, "token")).toEqual(first);
  expect((await describe(arn)).redriveCount).toBe(1);
});

test("what cannot be redriven is refused, with the reason", async () => {
  const { failing } = withFunctions();
  const arn = await begin({ First: call("first", { End: true }) });
  await expect(redrive(arn)).rejects.toMatchObject({
    code: "ExecutionNotRedrivable",
    message: "Execution is SUCCEEDED and cannot be redriven",
  });
  await expect(redrive(`${arn}-gone`)).rejects.toMatchObject({ code: "ExecutionDoesNotExist" });

  failing.add("other");
  const machine = await workflows.machine("Other", {
    StartAt: "Other",
    States: { Other: call("other", { End: true }) },
  });
  const failed = await workflows.start(machine, {}, "two");
  await workflows.end(failed);
  workflows.cloud.clock.advance(15 * dayMs);
  await expect(redrive(failed)).rejects.toMatchObject({ message: "Execution redrivable period exceeded" });
});
