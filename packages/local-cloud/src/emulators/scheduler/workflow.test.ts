import { expect, test } from "vitest";
import { provision } from "../../testing/provision.ts";
import { createStepFunctionsEmulator } from "../stepfunctions/emulator.ts";
import { arns, createSchedulerFixture } from "./scheduler.fixture.ts";

const MINUTE = 60_000;
const root = { principal: { kind: "root" }, causes: [] } as const;

/** A machine that asks for a reminder, or takes one back, as an order's workflow does. */
const setUp = async () => {
  const fixture = createSchedulerFixture("2026-06-01T10:00:00Z");
  const { cloud } = fixture;
  const states = createStepFunctionsEmulator(cloud);
  cloud.add(states);
  const task = (action: string, Arguments: object) => ({
    QueryLanguage: "JSONata",
    StartAt: "Call",
    States: {
      Call: {
        Type: "Task",
        Resource: `arn:aws:states:::aws-sdk:scheduler:${action}`,
        Arguments,
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed", Output: "{% $states.errorOutput %}" }],
        End: true,
      },
      Failed: { Type: "Pass", End: true },
    },
  });
  const machine = async (name: string, definition: object) =>
    (
      await provision(cloud, states, "aws:sfn/stateMachine:StateMachine", name, {
        name,
        type: "EXPRESS",
        definition: JSON.stringify(definition),
        roleArn: `arn:aws:iam::000000000000:role/${name}`,
      })
    ).arn!;
  const remind = await machine(
    "remind",
    task("createSchedule", {
      Name: "{% 'reminder-' & $states.input.order %}",
      ScheduleExpression:
        "{% 'at(' & $fromMillis($millis() + 1800000, '[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]') & ')' %}",
      EndDate: "2030-01-01T00:00:00Z",
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: "DELETE",
      Target: { Arn: arns.queue, RoleArn: arns.role, Input: "{% $string($states.input) %}" },
    }),
  );
  const forget = await machine(
    "forget",
    task("deleteSchedule", { Name: "{% 'reminder-' & $states.input.order %}" }),
  );
  const run = async (stateMachineArn: string, order = "a") => {
    const { output } = await cloud.call(
      "states",
      "StartSyncExecution",
      { stateMachineArn, input: JSON.stringify({ order }) },
      root,
    );
    return JSON.parse(output ?? "null");
  };
  return { ...fixture, remind: () => run(remind), forget: () => run(forget) };
};

test("a workflow asks for a reminder half an hour later, and its trace goes on with it", async () => {
  const { remind, pass, received, cloud } = await setUp();
  expect(await remind()).toEqual({
    ScheduleArn: "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/reminder-a",
  });
  await pass(29 * MINUTE);
  expect(received).toEqual([]);
  await pass(2 * MINUTE);
  expect(received.map(({ input }) => input.MessageBody)).toEqual(['{"order":"a"}']);
  const [created] = cloud.journal.hops(({ action }) => action === "CreateSchedule");
  const [invoked] = cloud.journal.hops(({ action }) => action === "Invoke");
  expect(invoked!.traceId).toBe(created!.traceId);
  expect(invoked!.causes).toEqual([created!.id]);
});

test("a reminder that is taken back is not sent", async () => {
  const { remind, forget, pass, received } = await setUp();
  await remind();
  await forget();
  await pass(60 * MINUTE);
  expect(received).toEqual([]);
});

test("errors have the names that a Catch matches", async () => {
  const { remind, forget } = await setUp();
  await remind();
  expect(await remind()).toMatchObject({
    Error: "Scheduler.ConflictException",
    Cause: expect.stringContaining(
      "Schedule reminder-a already exists. (Service: Scheduler, Status Code: 409",
    ),
  });
  await forget();
  expect(await forget()).toMatchObject({
    Error: "Scheduler.ResourceNotFoundException",
    Cause: expect.stringContaining(
      "Schedule reminder-a does not exist. (Service: Scheduler, Status Code: 404",
    ),
  });
});

test("a recurring schedule begins a trace each time", async () => {
  const { create, pass, cloud } = await setUp();
  await create("rate(1 minute)");
  await pass(2 * MINUTE);
  const traces = cloud.journal.hops(({ action }) => action === "Invoke").map(({ traceId }) => traceId);
  expect(new Set(traces).size).toBe(3);
});
