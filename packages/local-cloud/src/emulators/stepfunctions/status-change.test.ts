import { afterEach, beforeEach, expect, test } from "vitest";
import type { AwsEvent } from "../../core/cloud.ts";
import { createWorkflows } from "../../testing/workflows.ts";

let workflows: ReturnType<typeof createWorkflows>;
let events: AwsEvent[];
beforeEach(() => {
  workflows = createWorkflows();
  events = [];
  workflows.cloud.onPublish((event) => void events.push(event));
});
afterEach(() => workflows.stop());

const pausing = {
  StartAt: "Pause",
  States: { Pause: { Type: "Wait", Seconds: 60, Output: { done: true }, End: true } },
};
const statuses = () => events.map(({ detail }) => (detail as { status: string }).status);

test("tells the default bus when an execution begins and ends, however it does", async () => {
  const machine = await workflows.machine("Pausing", { ...pausing, TimeoutSeconds: 90 });
  const done = await workflows.start(machine, { for: "a minute" }, "first");
  workflows.cloud.clock.advance(60_000);
  await workflows.end(done);
  const stopped = await workflows.start(machine);
  await workflows.call("StopExecution", { executionArn: stopped, error: "Enough", cause: "by hand" });
  const failing = await workflows.machine("Failing", {
    StartAt: "Fail",
    States: { Fail: { Type: "Fail", Error: "Burnt", Cause: "too hot" } },
  });
  await workflows.end(await workflows.start(failing));

  expect(statuses()).toEqual(["RUNNING", "SUCCEEDED", "RUNNING", "ABORTED", "RUNNING", "FAILED"]);
  expect(events[0]).toMatchObject({
    source: "aws.states",
    detailType: "Step Functions Execution Status Change",
    detail: { stopDate: null, output: null, outputDetails: null, error: null, cause: null },
  });
  expect(events[1]?.detail).toEqual({
    executionArn: done,
    stateMachineArn: machine,
    name: "first",
    status: "SUCCEEDED",
    startDate: expect.any(Number),
    stopDate: expect.any(Number),
    input: '{"for":"a minute"}',
    inputDetails: { included: true },
    output: '{"done":true}',
    outputDetails: { included: true },
    error: null,
    cause: null,
  });
  expect(events[3]?.detail).toMatchObject({ executionArn: stopped, error: "Enough", cause: "by hand" });
  expect(events[5]?.detail).toMatchObject({ error: "Burnt", cause: "too hot" });
});

test("leaves out what is too long for an event", async () => {
  const machine = await workflows.machine("Pausing", pausing);
  await workflows.start(machine, { text: "x".repeat(249 * 1024) });

  expect(events[0]?.detail).toMatchObject({ input: null, inputDetails: { included: false } });
});

test("says nothing of Express executions", async () => {
  const machine = await workflows.machine("Quick", pausing, "EXPRESS");
  await workflows.start(machine);
  workflows.cloud.clock.advance(60_000);
  await workflows.idle();

  expect(events).toEqual([]);
});
