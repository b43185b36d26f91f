import { expect, test } from "vitest";
import * as z from "zod";
import { DomainError } from "./errors.ts";
import { taskHandler } from "./task-handler.ts";
import { lambdaContext } from "./testing.ts";

class OvenFullError extends DomainError {
  override readonly name = "OvenFullError";
  readonly code = "bakery.oven_full";
}

const Input = z.object({ loaves: z.int().min(1) });

test("answers with what the use case returns", async () => {
  const handler = taskHandler({ name: "Bake", input: Input, run: async ({ loaves }) => ({ baked: loaves }) });

  await expect(handler({ loaves: 2 }, lambdaContext)).resolves.toEqual({ baked: 2 });
});

test("refuses input that breaks the contract", async () => {
  const handler = taskHandler({ name: "Bake", input: Input, run: async () => {} });

  await expect(handler({ loaves: 0 }, lambdaContext)).rejects.toMatchObject({ name: "InvalidInputError" });
});

test("lets a domain error out under its name, which Catch matches", async () => {
  const handler = taskHandler({
    name: "Bake",
    input: Input,
    run: () => Promise.reject(new OvenFullError("The oven takes 12 loaves")),
  });

  await expect(handler({ loaves: 13 }, lambdaContext)).rejects.toMatchObject({
    name: "OvenFullError",
    code: "bakery.oven_full",
  });
});
