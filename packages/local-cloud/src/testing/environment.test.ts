import { expect, test } from "vitest";
import { putEnvironment } from "./environment.ts";

test("makes an environment that of the process, and puts back what it changed", () => {
  process.env.TEST_KEPT = "kept";
  process.env.TEST_TAKEN = "taken";
  const { TEST_TAKEN: _, ...others } = process.env;
  const putBack = putEnvironment({ ...others, TEST_KEPT: "changed", TEST_ADDED: "added" });

  expect(process.env).toMatchObject({ TEST_KEPT: "changed", TEST_ADDED: "added" });
  expect(process.env).not.toHaveProperty("TEST_TAKEN");
  process.env.TEST_OF_ANOTHER = "stays";
  putBack();
  expect(process.env).toMatchObject({ TEST_KEPT: "kept", TEST_TAKEN: "taken", TEST_OF_ANOTHER: "stays" });
  expect(process.env).not.toHaveProperty("TEST_ADDED");
});
