import { GetFunctionCommand, GetFunctionRecursionConfigCommand } from "@aws-sdk/client-lambda";
import { stage, stageName } from "@sourdough/order-client/on-stage";
import { beforeAll, describe, expect, test } from "vitest";
import { pricesOf } from "../cost/prices.ts";
import { usageOf } from "../cost/usage.ts";
import { openTarget, type Target } from "../ops/target.ts";
import { functionOfStage, tuneOnStage } from "./stage.ts";

describe.skipIf(!stage)(`capacity and cost of stage ${stageName}`, () => {
  let target: Target;
  let FunctionName: string;
  beforeAll(async () => {
    target = await openTarget(stageName);
    FunctionName = await functionOfStage(target.lambda, stageName, "PlaceOrder");
  });
  const configuration = async (Qualifier?: string) => {
    const { Configuration } = await target.lambda.send(new GetFunctionCommand({ FunctionName, Qualifier }));
    return {
      version: Configuration?.Version,
      memory: Configuration?.MemorySize,
      sha: Configuration?.CodeSha256,
    };
  };

  test("a copy of a function runs its code with each memory size, and the function stays as it was", async () => {
    const before = [await configuration(), await configuration("live")];
    const points = await tuneOnStage(target.lambda, FunctionName, {
      memorySizes: [256, 1024],
      // A batch of nothing: it has no effect.
      payload: '{"Records":[]}',
      times: 3,
      pricing: () => ({ usdPerGbSecond: 0.0000133334 }),
      say: () => {},
      download: async (url) => (await fetch(url)).bytes(),
    });

    expect(points.map(({ memoryMb }) => memoryMb)).toEqual([256, 1024]);
    expect([await configuration(), await configuration("live")]).toEqual(before);
    await expect(functionOfStage(target.lambda, stageName, "PlaceOrder")).resolves.toBe(FunctionName);
  }, 300_000);

  test("its functions end loops", async () => {
    const { RecursiveLoop } = await target.lambda.send(
      new GetFunctionRecursionConfigCommand({ FunctionName }),
    );
    expect(RecursiveLoop).toBe("Terminate");
  });

  test("its metrics say what it used", async () => {
    const { lines } = await usageOf(target, {
      stage: stageName,
      days: 14,
      now: Date.now(),
      prices: pricesOf("eu-west-1"),
    });
    expect(lines.filter(({ service }) => service === "Lambda")).not.toEqual([]);
    expect(lines.filter(({ service }) => service === "SQS")).not.toEqual([]);
  }, 120_000);
});
