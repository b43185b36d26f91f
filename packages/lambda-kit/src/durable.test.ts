import { expect, test, vi } from "vitest";
import * as z from "zod";
import { durableHandler } from "./durable.ts";
import { lambdaContext } from "./testing.ts";

const Input = z.object({ loaves: z.int().min(1) });

const EXECUTION =
  "arn:aws:lambda:eu-central-1:123456789012:function:Bake:1/durable-execution/ord-1/0d2cba5a-30a1-4e5c-9d36-4b8a8a9d3b1e";

/** What Lambda hands to the first invocation of an execution. */
const started = (event: unknown) => ({
  DurableExecutionArn: EXECUTION,
  CheckpointToken: "token",
  InitialExecutionState: {
    NextMarker: "",
    Operations: [
      {
        Id: "0d2cba5a-30a1-4e5c-9d36-4b8a8a9d3b1e",
        Type: "EXECUTION" as const,
        Status: "STARTED" as const,
        StartTimestamp: "2026-11-23T10:00:00.000Z",
        ExecutionDetails: { InputPayload: JSON.stringify(event) },
      },
    ],
  },
});

test("ends an execution with what the use case returns", async () => {
  const handler = durableHandler({
    name: "Bake",
    input: Input,
    run: async ({ loaves }) => ({ baked: loaves }),
  });

  await expect(handler(started({ loaves: 2 }), lambdaContext)).resolves.toEqual({
    Status: "SUCCEEDED",
    Result: JSON.stringify({ baked: 2 }),
  });
});

test("ends it as failed for input that breaks the contract", async () => {
  const handler = durableHandler({ name: "Bake", input: Input, run: async () => {} });

  await expect(handler(started({ loaves: 0 }), lambdaContext)).resolves.toMatchObject({
    Status: "FAILED",
    Error: { ErrorType: "InvalidInputError" },
  });
});

test("logs with the execution and without what is personal", async () => {
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  const handler = durableHandler({
    name: "Bake",
    input: z.object({ email: z.string() }),
    run: async ({ email }, _, { logger }) => logger.info(`for ${email}`),
  });

  await handler(started({ email: "ada@example.com" }), lambdaContext);
  write.mockRestore();

  expect(lines.join("\n")).toContain(EXECUTION);
  expect(lines.join("\n")).not.toContain("ada@example.com");
});
