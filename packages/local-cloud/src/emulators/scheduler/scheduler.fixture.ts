import { AwsError } from "../../core/aws-error.ts";
import type { InputOf, OperationOf, Service } from "../../core/aws-operations.ts";
import type { Caller, Principal } from "../../core/cloud.ts";
import { createTestCloud, type TestCloud } from "../../testing/fake-cloud.ts";
import { provision } from "../../testing/provision.ts";
import { standInFor } from "../../testing/stand-in.ts";
import { createSchedulerEmulator } from "./emulator.ts";

export interface ReceivedCall {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly caller: Caller;
}

const account = "eu-west-1:000000000000";
export const arns = {
  queue: `arn:aws:sqs:${account}:ovens`,
  deadLetters: `arn:aws:sqs:${account}:dead-letters`,
  function: `arn:aws:lambda:${account}:function:bake:live`,
  topic: `arn:aws:sns:${account}:news`,
  machine: `arn:aws:states:${account}:stateMachine:close`,
  bus: `arn:aws:events:${account}:event-bus/shop`,
  role: "arn:aws:iam::000000000000:role/clock",
};

/** What a neighbour does with a call: answers, or throws. */
export type Neighbour = (call: ReceivedCall) => unknown;

export const failing =
  (code: string, status: number): Neighbour =>
  () => {
    throw new AwsError(code, `${code} it is.`, { status });
  };

/** Scheduler at a time of its own, between neighbours that take notes; `answer` may throw for them. */
export const createSchedulerFixture = (
  start: string,
  answer: Neighbour = () => ({}),
  cloud: TestCloud = createTestCloud(),
) => {
  cloud.clock.advance(Date.parse(start) - cloud.clock.now());
  const received: ReceivedCall[] = [];
  const neighbour = <S extends Service>(service: S, ...operations: OperationOf<S>[]) =>
    cloud.add(
      standInFor(service, operations, async (operation, input, caller) => {
        const call = { service, operation, input, caller };
        received.push(call);
        return operation === "SendMessage" && String(input.QueueUrl).endsWith("/dead-letters")
          ? {}
          : answer(call);
      }),
    );
  neighbour("sqs", "SendMessage");
  neighbour("sns", "Publish");
  neighbour("lambda", "Invoke");
  neighbour("states", "StartExecution");
  neighbour("events", "PutEvents");
  neighbour("kinesis", "PutRecord");
  const emulator = createSchedulerEmulator(cloud);
  cloud.add(emulator);
  emulator.restore?.();
  void emulator.start?.();

  const call = <O extends OperationOf<"scheduler">>(
    operation: O,
    input: InputOf<"scheduler", O>,
    principal: Principal = { kind: "root" },
  ) => cloud.call("scheduler", operation, input, { principal, causes: [] });

  /** Of all attempts, the times for which they were. */
  const scheduled = () =>
    cloud.journal
      .hops(({ action }) => action === "Invoke")
      .map((hop) => (cloud.journal.payloads(hop).input as { scheduledTime: string }).scheduledTime);

  /** Until nothing is going on but what waits for the clock. */
  const settle = async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve));
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    cloud,
    emulator,
    received,
    call,
    scheduled,
    settle,
    provision: (type: string, name: string, inputs: Record<string, unknown>) =>
      provision(cloud, emulator, `aws:scheduler/${type}`, name, inputs),
    /** A schedule for the queue, with anything else. */
    create: (
      ScheduleExpression: string,
      further: Partial<InputOf<"scheduler", "CreateSchedule">> = {},
      target: Partial<InputOf<"scheduler", "CreateSchedule">["Target"]> = {},
    ) =>
      call("CreateSchedule", {
        Name: "bake",
        ScheduleExpression,
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: { Arn: arns.queue, RoleArn: arns.role, Input: "bread", ...target },
        ...further,
      }),
    /** Lets time go by, and what is due then happen. */
    async pass(ms: number) {
      cloud.clock.advance(ms);
      await settle();
    },
  };
};
