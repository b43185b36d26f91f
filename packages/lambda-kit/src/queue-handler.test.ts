import { expect, test, vi } from "vitest";
import * as z from "zod";
import { InvalidInputError, TransientError } from "./errors.ts";
import { queueHandler } from "./queue-handler.ts";
import { lambdaContext, sqsEvent } from "./testing.ts";

const Loaf = z.strictObject({ loaf: z.string().min(3) });

const handlerOf = (run: (message: z.infer<typeof Loaf>) => Promise<unknown>) =>
  queueHandler({ name: "BakeLoaf", message: Loaf, run });

test("hands over the parsed messages of a batch", async () => {
  const baked: string[] = [];
  const handler = handlerOf(async ({ loaf }) => baked.push(loaf));

  await expect(handler(sqsEvent({ loaf: "rye" }, { loaf: "spelt" }), lambdaContext)).resolves.toEqual({
    batchItemFailures: [],
  });
  expect(baked).toEqual(["rye", "spelt"]);
});

test.each([
  ["not JSON", "{"],
  ["an unknown field", { loaf: "rye", slices: 3 }],
  ["a broken rule", { loaf: "" }],
])("reports a message with %s and does the rest", async (_, poison) => {
  const baked: string[] = [];
  const handler = handlerOf(async ({ loaf }) => baked.push(loaf));

  await expect(handler(sqsEvent({ loaf: "rye" }, poison), lambdaContext)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-1" }],
  });
  expect(baked).toEqual(["rye"]);
});

test("reports what failed, even when it is all of the batch", async () => {
  const handler = handlerOf(() => Promise.reject(new TransientError("The oven is cold")));

  await expect(handler(sqsEvent({ loaf: "rye" }), lambdaContext)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }],
  });
});

test("starts each batch without the failures of the last", async () => {
  const handler = handlerOf(async () => {});
  await handler(sqsEvent("{"), lambdaContext);

  await expect(handler(sqsEvent({ loaf: "rye" }), lambdaContext)).resolves.toEqual({ batchItemFailures: [] });
});

test("logs the reason with the issues, and never the values", async () => {
  const lines: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  const handler = queueHandler({
    name: "BakeLoaf",
    message: z.object({ phone: z.string().max(3) }),
    run: async () => {},
  });
  await handler(sqsEvent({ phone: "+4915112345678" }), lambdaContext).finally(() => write.mockRestore());

  const line = lines.find((text) => text.includes("BakeLoaf failed")) ?? "";
  expect(JSON.parse(line)).toMatchObject({
    level: "ERROR",
    messageId: "message-0",
    issues: [{ path: ["phone"] }],
    error: { name: "InvalidInputError" },
  });
  expect(line).not.toContain("4915112345678");
});

test("names the error for the dead-letter queue's reader", () => {
  const error = new InvalidInputError("BakeLoaf cannot read a message", [
    { code: "custom", path: ["loaf"], message: "too short" },
  ]);

  expect(error).toMatchObject({
    name: "InvalidInputError",
    message: "BakeLoaf cannot read a message: loaf: too short",
  });
});

test("reports what it has no time for, and answers before Lambda would end it", async () => {
  const done = Promise.withResolvers<void>();
  const handler = handlerOf(({ loaf }) => (loaf === "rye" ? Promise.resolve() : done.promise));
  const endsAt = performance.now() + 520;
  const context = { ...lambdaContext, getRemainingTimeInMillis: () => endsAt - performance.now() };

  await expect(handler(sqsEvent({ loaf: "rye" }, { loaf: "spelt" }), context)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-1" }],
  });
  done.resolve();
});

test("begins nothing when hardly any time is left", async () => {
  const baked: string[] = [];
  const handler = handlerOf(async ({ loaf }) => baked.push(loaf));
  const context = { ...lambdaContext, getRemainingTimeInMillis: () => 400 };

  await expect(handler(sqsEvent({ loaf: "rye" }, { loaf: "spelt" }), context)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }, { itemIdentifier: "message-1" }],
  });
  expect(baked).toEqual([]);
});

test("does not begin a copy of what the time was over for", async () => {
  const begun: string[] = [];
  const handler = handlerOf(({ loaf }) => {
    begun.push(loaf);
    return new Promise(() => {});
  });
  const endsAt = performance.now() + 520;
  const context = { ...lambdaContext, getRemainingTimeInMillis: () => endsAt - performance.now() };

  await expect(handler(sqsEvent({ loaf: "rye" }, { loaf: "rye" }), context)).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: "message-0" }, { itemIdentifier: "message-1" }],
  });
  expect(begun).toEqual(["rye"]);
});
