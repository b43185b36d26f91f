import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { stage, stageName } from "@sourdough/order-client/on-stage";
import { describe, expect, test } from "vitest";

describe.skipIf(!stage)(`the synthetic customer of stage ${stageName}`, () => {
  test("completes a journey, by the function that its schedule calls", async () => {
    const { State, Target } = await new SchedulerClient({}).send(
      new GetScheduleCommand({ GroupName: `sourdough-${stage}-synthetic`, Name: "every-five-minutes" }),
    );
    const { FunctionError, Payload } = await new LambdaClient({}).send(
      new InvokeCommand({ FunctionName: Target!.Arn, Payload: "{}" }),
    );

    expect(State).toBe(stage === "prod" || stage === "staging" ? "ENABLED" : "DISABLED");
    expect(FunctionError, Payload?.transformToString()).toBeUndefined();
    expect(JSON.parse(Payload!.transformToString())).toMatchObject({ milliseconds: expect.any(Number) });
  }, 90_000);
});
