import { AwsError, createWorkflows } from "sourdough-local/testing";
import { expect, test } from "vitest";
import { retry } from "./retry.ts";

/** How often a task runs that always fails, and for how many seconds at most. */
const run = async (retriers: object[], code = "InternalServerError") => {
  let runs = 0;
  const workflows = createWorkflows({
    dynamodb: {
      PutItem: () => {
        runs += 1;
        throw new AwsError(code, "Not now");
      },
    },
  });
  const { clock } = workflows.cloud;
  const execution = await workflows.start(
    await workflows.machine("Machine", {
      StartAt: "Write",
      States: {
        Write: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
          Arguments: { TableName: "orders", Item: {} },
          Retry: retriers,
          End: true,
        },
      },
    }),
  );
  let seconds = 0;
  const ended = workflows.end(execution);
  await expect
    .poll(
      async () => {
        clock.advance(1000);
        seconds += 1;
        return (await Promise.race([ended, workflows.idle()])) !== undefined;
      },
      { interval: 0 },
    )
    .toBe(true);
  workflows.stop();
  return { runs, seconds };
};

test.each([
  ["briefly", 3, 3],
  ["untilRedelivery", 4, 7],
  ["persistently", 6, 31],
  ["patiently", 11, 303],
] as const)("tries %s", async (name, runs, seconds) => {
  const tried = await run([retry[name]]);

  expect(tried.runs).toBe(runs);
  // The last step of the clock finds that it has ended.
  expect(tried.seconds).toBeLessThanOrEqual(seconds + 2);
});

test("never tries again what would only fail again", async () => {
  const { runs } = await run(
    [retry.never("DynamoDb.ResourceNotFoundException"), retry.patiently],
    "ResourceNotFoundException",
  );

  expect(runs).toBe(1);
});

test.each([
  ["ThrottlingException", 3],
  ["ResourceNotFoundException", 1],
])("tries again when DynamoDB is busy, and only then: %s", async (code, runs) => {
  await expect(run([retry.whenThrottled], code)).resolves.toMatchObject({ runs });
});
