import { describe, expect, test } from "vitest";
import { createIam } from "../../iam/index.ts";
import { provision } from "../../testing/provision.ts";
import { arns, createSchedulerFixture, failing, type Neighbour } from "./scheduler.fixture.ts";

const MINUTE = 60_000;
const once = "at(2026-06-01T00:01:00)";
const setUp = (answer?: Neighbour) => createSchedulerFixture("2026-06-01T00:00:00Z", answer);

describe("targets", () => {
  test.each([
    [
      "a queue",
      { Arn: arns.queue, SqsParameters: { MessageGroupId: "g" } },
      "sqs",
      "SendMessage",
      {
        QueueUrl: expect.stringMatching(/\/000000000000\/ovens$/),
        MessageBody: "{}",
        MessageGroupId: "g",
      },
    ],
    [
      "a stream",
      {
        Arn: "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks",
        KinesisParameters: { PartitionKey: "store-1" },
      },
      "kinesis",
      "PutRecord",
      {
        StreamARN: "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks",
        PartitionKey: "store-1",
        Data: Buffer.from("{}"),
      },
    ],
    ["a topic", { Arn: arns.topic }, "sns", "Publish", { TopicArn: arns.topic, Message: "{}" }],
    [
      "a version of a function",
      { Arn: arns.function },
      "lambda",
      "Invoke",
      {
        FunctionName: arns.function,
        InvocationType: "Event",
        Payload: "{}",
      },
    ],
    [
      "a state machine",
      { Arn: arns.machine },
      "states",
      "StartExecution",
      { stateMachineArn: arns.machine, input: "{}" },
    ],
    [
      "a bus",
      { Arn: arns.bus, EventBridgeParameters: { Source: "clock", DetailType: "Struck" } },
      "events",
      "PutEvents",
      {
        Entries: [{ EventBusName: arns.bus, Source: "clock", DetailType: "Struck", Detail: "{}" }],
      },
    ],
    [
      "any operation",
      {
        Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage",
        Input: '{"QueueUrl":"https://q","MessageBody":{"json":true}}',
      },
      "sqs",
      "SendMessage",
      { QueueUrl: "https://q", MessageBody: '{"json":true}' },
    ],
    [
      "an operation with other letters",
      {
        Arn: "arn:aws:scheduler:::aws-sdk:sfn:startExecution",
        Input: '{"StateMachineArn":"m","Input":{"a":1}}',
      },
      "states",
      "StartExecution",
      { stateMachineArn: "m", input: '{"a":1}' },
    ],
  ])("%s", async (_, target, service, operation, input) => {
    const { create, pass, received } = setUp();
    await create(once, {}, { Input: "{}", ...target });
    await pass(MINUTE);
    expect(received).toMatchObject([
      { service, operation, caller: { principal: { kind: "role", arn: arns.role } } },
    ]);
    expect(received[0]!.input).toEqual(input);
  });

  test("who says nothing gets the default notification", async () => {
    const { create, pass, received } = setUp();
    await create(once, {}, { Arn: arns.function, Input: undefined });
    await pass(MINUTE);
    expect(JSON.parse(String(received[0]!.input.Payload))).toEqual({
      version: "0",
      id: expect.any(String),
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      account: "000000000000",
      time: "2026-06-01T00:01:00Z",
      region: "eu-west-1",
      resources: ["arn:aws:scheduler:eu-west-1:000000000000:schedule/default/bake"],
      detail: "{}",
    });
  });

  test("keywords are replaced wherever they stand, others are left", async () => {
    const { create, pass, received } = setUp();
    const keywords = [
      "schedule-arn",
      "scheduled-time",
      "execution-id",
      "attempt-number",
      "constructor",
      "nothing",
    ];
    await create(once, {}, { Input: keywords.map((name) => `<aws.scheduler.${name}>`).join(" ") });
    await pass(MINUTE);
    expect(received[0]!.input.MessageBody).toMatch(
      /^arn:aws:scheduler:eu-west-1:000000000000:schedule\/default\/bake 2026-06-01T00:01:00Z [0-9a-f]{16} 1 <aws.scheduler.constructor> <aws.scheduler.nothing>$/,
    );
  });
});

describe("retries", () => {
  const deadLetters = { DeadLetterConfig: { Arn: arns.deadLetters } };
  const conditionOf = (input: Record<string, unknown>) => {
    const { EXHAUSTED_RETRY_CONDITION, RETRY_ATTEMPTS } = input.MessageAttributes as Record<
      string,
      { StringValue: string }
    >;
    return [EXHAUSTED_RETRY_CONDITION?.StringValue, RETRY_ATTEMPTS?.StringValue];
  };

  test.each([
    ["AccessDeniedException", 403],
    ["ResourceNotFoundException", 404],
    ["QueueDoesNotExist", 400],
    ["InvalidParameterValue", 400],
  ])("%s is not tried again", async (code, status) => {
    const { create, pass, received } = setUp(failing(code, status));
    await create(once, {}, deadLetters);
    await pass(MINUTE);
    expect(received).toHaveLength(2);
    expect(conditionOf(received[1]!.input)).toEqual([undefined, "0"]);
    await pass(24 * 60 * MINUTE);
    expect(received).toHaveLength(2);
  });

  test.each([
    ["ThrottlingException", 429],
    ["TooManyRequestsException", 429],
    ["ServiceException", 500],
  ])("%s is tried until the age is over", async (code, status) => {
    const { create, pass, received } = setUp(failing(code, status));
    await create(
      once,
      {},
      { ...deadLetters, RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 185 } },
    );
    for (let second = 0; second < 125; second++) await pass(1000);
    const [condition, retries] = conditionOf(received.at(-1)!.input);
    expect(condition).toBe("MaximumEventAgeInSeconds");
    // Delays of 1, 2, 4, 8, 16, 32 s, each cut to between a half and all of it.
    expect(Number(retries)).toBeGreaterThanOrEqual(5);
    expect(Number(retries)).toBeLessThanOrEqual(7);
  });

  test("an attempt that succeeds ends it, and has its own execution id", async () => {
    let left = 2;
    const { create, pass, received } = setUp((call) =>
      left-- > 0 ? failing("ServiceException", 500)(call) : {},
    );
    await create(
      once,
      {},
      { ...deadLetters, Input: "<aws.scheduler.execution-id> <aws.scheduler.attempt-number>" },
    );
    for (let second = 0; second < 70; second++) await pass(1000);
    const bodies = received.map(({ input }) => String(input.MessageBody).split(" "));
    expect(bodies.map(([, attempt]) => attempt)).toEqual(["1", "2", "3"]);
    expect(new Set(bodies.map(([id]) => id)).size).toBe(3);
  });

  test("a schedule that is deleted is tried no more", async () => {
    const { create, call, pass, received } = setUp(failing("ServiceException", 500));
    await create(once, {}, deadLetters);
    await pass(MINUTE);
    await call("DeleteSchedule", { Name: "bake" });
    await pass(10 * MINUTE);
    expect(received).toHaveLength(1);
  });

  test("without a dead-letter queue a person is told", async () => {
    const { create, pass, cloud } = setUp(failing("AccessDeniedException", 403));
    await create(once);
    await pass(MINUTE);
    expect(cloud.warnings).toEqual([
      expect.stringMatching(
        /^Schedule bake cannot call arn.*AccessDeniedException.*given up, since the target has no dead/,
      ),
    ]);
  });

  test("deliveries are doubled or lost where faults say so", async () => {
    const { create, pass, received, cloud } = setUp();
    cloud.faults.delivery = () => [0, 5000];
    await create(once);
    await pass(MINUTE);
    expect(received).toHaveLength(1);
    await pass(5000);
    expect(received).toHaveLength(2);
  });
});

describe("roles", () => {
  const guarded = async () => {
    const fixture = setUp();
    const { cloud } = fixture;
    const iam = createIam(cloud);
    cloud.guard(iam);
    const role = (name: string, statements: object[]) =>
      provision(cloud, iam, "aws:iam/role:Role", name, {
        name,
        assumeRolePolicy: "{}",
        inlinePolicies: [{ policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) }],
      });
    const create = (caller: string) =>
      fixture.call(
        "CreateSchedule",
        {
          Name: "bake",
          ScheduleExpression: once,
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: { Arn: arns.queue, RoleArn: arns.role, Input: "bread" },
        },
        { kind: "role", arn: `arn:aws:iam::000000000000:role/${caller}` },
      );
    return { ...fixture, role, create };
  };
  const allow = (Action: string, Resource: string, Condition?: object) => ({
    Effect: "Allow",
    Action,
    Resource,
    Condition,
  });
  const schedule = "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/*";

  test("a role of the app must be allowed to pass the schedule's role on", async () => {
    const { role, create } = await guarded();
    await role("workflow", [allow("scheduler:CreateSchedule", schedule)]);
    await expect(create("workflow")).rejects.toThrow(
      "role workflow is not authorized to perform iam:PassRole on arn:aws:iam::000000000000:role/clock",
    );
  });

  test.each([
    ["scheduler.amazonaws.com", true],
    ["lambda.amazonaws.com", false],
  ])("may pass it to %s: %s", async (service, passes) => {
    const { role, create } = await guarded();
    await role("workflow", [
      allow("scheduler:CreateSchedule", schedule),
      allow("iam:PassRole", arns.role, { StringEquals: { "iam:PassedToService": service } }),
    ]);
    if (passes) await expect(create("workflow")).resolves.toMatchObject({ ScheduleArn: expect.any(String) });
    else await expect(create("workflow")).rejects.toMatchObject({ code: "AccessDeniedException" });
  });

  test("the schedule's own role is what calls the target and the dead-letter queue", async () => {
    const { role, call, pass, received } = await guarded();
    await role("clock", [allow("sqs:SendMessage", "*dead-letters")]);
    await call("CreateSchedule", {
      Name: "bake",
      ScheduleExpression: once,
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Arn: arns.queue,
        RoleArn: arns.role,
        Input: "bread",
        DeadLetterConfig: { Arn: arns.deadLetters },
      },
    });
    await pass(MINUTE);
    expect(received.map(({ input }) => input.QueueUrl)).toEqual([expect.stringMatching(/dead-letters$/)]);
  });
});
