import { LambdaClient, ResourceNotFoundException } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { functionOfStage, reportIn, tuneOnStage } from "./stage.ts";

const report = (durationMs: number, maxMemoryUsedMB = 120) =>
  JSON.stringify({ type: "platform.report", record: { metrics: { durationMs, maxMemoryUsedMB } } });

interface Sent {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** Of Lambda what tuning asks it; a function takes `work` divided by its memory. */
const fakeLambda = ({ fails = false, durable = false, left = false } = {}) => {
  const sent: Sent[] = [];
  let memory = 0;
  let isThere = left;
  const answers: Record<string, (input: Record<string, unknown>) => object> = {
    GetFunction: () => ({
      Configuration: {
        FunctionName: "bake",
        Role: "role",
        Architectures: ["arm64"],
        State: "Active",
        LastUpdateStatus: "Successful",
        Environment: { Variables: { OVEN: "hot" } },
        DurableConfig: durable ? { ExecutionTimeout: 1 } : undefined,
      },
      Code: { Location: "https://code" },
    }),
    DeleteFunction: () => {
      if (!isThere) throw new ResourceNotFoundException({ message: "gone", $metadata: {} });
      isThere = false;
      return {};
    },
    CreateFunction: () => {
      isThere = true;
      return {};
    },
    UpdateFunctionConfiguration: ({ MemorySize }) => {
      memory = Number(MemorySize);
      return {};
    },
    GetFunctionConfiguration: () => ({ State: "Active", LastUpdateStatus: "Successful" }),
    Invoke: () =>
      fails
        ? { FunctionError: "Unhandled", Payload: Buffer.from("burnt") }
        : { LogResult: Buffer.from(report(51_200 / memory)).toString("base64") },
    ListFunctions: () => ({
      Functions: [
        "sourdough-orders-staging-BakeFunction-abc",
        "sourdough-prod-BakeFunction-def",
        "other",
      ].map((FunctionName) => ({ FunctionName })),
    }),
  };
  const client = Object.assign(new LambdaClient({ region: "eu-west-1" }), {
    send: async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
      const name = command.constructor.name.replace(/Command$/, "");
      sent.push({ name, input: command.input });
      const answer = answers[name];
      if (!answer) throw new Error(`${name} is not for tuning.`);
      return answer(command.input);
    },
  });
  return { lambda: client, sent, isCopyThere: () => isThere };
};
const tune = (lambda: LambdaClient) =>
  tuneOnStage(lambda, "bake", {
    memorySizes: [128, 512],
    payload: "{}",
    times: 3,
    pricing: () => ({ usdPerGbSecond: 0.00001 }),
    say: () => {},
    download: async () => new Uint8Array([1]),
  });

test("invokes a copy with each size, and deletes it", async () => {
  const { lambda, sent, isCopyThere } = fakeLambda();
  const points = await tune(lambda);

  expect(points.map(({ memoryMb, ms, fits }) => [memoryMb, ms, fits])).toEqual([
    [128, 400, false],
    [512, 100, true],
  ]);
  expect(isCopyThere()).toBe(false);
  expect(sent.find(({ name }) => name === "CreateFunction")?.input).toMatchObject({
    FunctionName: "bake-tuning",
    Role: "role",
    Environment: { Variables: { OVEN: "hot" } },
  });
  // One more for each size, which starts it.
  expect(sent.filter(({ name }) => name === "Invoke")).toHaveLength(8);
});

test("only reads the function itself", async () => {
  const { lambda, sent } = fakeLambda({ left: true });
  await tune(lambda);
  const toItself = sent.filter(({ input }) => input.FunctionName === "bake").map(({ name }) => name);

  expect(toItself).toEqual(["GetFunction"]);
  // What a run before left is gone before there is another.
  expect(sent.slice(0, 3).map(({ name }) => name)).toEqual([
    "GetFunction",
    "DeleteFunction",
    "CreateFunction",
  ]);
});

test("deletes the copy of a function that fails, and says what it said", async () => {
  const { lambda, isCopyThere } = fakeLambda({ fails: true });

  await expect(tune(lambda)).rejects.toThrow("bake-tuning failed: burnt");
  expect(isCopyThere()).toBe(false);
});

test("tunes no durable function", async () => {
  const { lambda, sent } = fakeLambda({ durable: true });

  await expect(tune(lambda)).rejects.toThrow("bake is a durable function");
  expect(sent.map(({ name }) => name)).toEqual(["GetFunction"]);
});

test("reads how long it took from a log of text or JSON", () => {
  const text = "Duration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 98 MB";
  expect(reportIn(`START\nREPORT RequestId: 1\t${text}`)).toEqual({ ms: 12.34, usedMb: 98 });
  expect(reportIn(`{"type":"platform.start"}\n${report(5.5, 99)}`)).toEqual({ ms: 5.5, usedMb: 99 });
  expect(() => reportIn("END")).toThrow("has no report");
});

test("finds a function of a stage by its name in the config", async () => {
  const { lambda } = fakeLambda();

  expect(await functionOfStage(lambda, "staging", "Bake")).toBe("sourdough-orders-staging-BakeFunction-abc");
  expect(await functionOfStage(lambda, "prod", "Bake")).toBe("sourdough-prod-BakeFunction-def");
  await expect(functionOfStage(lambda, "prod", "Knead")).rejects.toThrow(
    "no function Knead. There are Bake.",
  );
  await expect(functionOfStage(lambda, "ann", "Bake")).rejects.toThrow(
    "has no functions here: deploy it first",
  );
});
