import { expect, onTestFinished, test } from "vitest";
import { createWorkflows } from "../../testing/workflows.ts";
import { createS3Emulator } from "./emulator.ts";

const task = (action: string, Arguments: object, more: object) => ({
  Type: "Task",
  Resource: `arn:aws:states:::aws-sdk:s3:${action}`,
  Arguments: { Bucket: "files", ...Arguments },
  ...more,
});

const start = async () => {
  const workflows = createWorkflows();
  onTestFinished(workflows.stop);
  workflows.cloud.add(createS3Emulator(workflows.cloud));
  const root = { principal: { kind: "root" }, causes: [] } as const;
  await workflows.cloud.call("s3", "CreateBucket", { Bucket: "files" }, root);
  return { ...workflows, root };
};

test("a workflow writes an object, and reads it as text", async () => {
  const { run } = await start();
  const { output } = await run({
    Write: task("putObject", { Key: "a.json", Body: { bread: "rye" } }, { Next: "Read" }),
    Read: task("getObject", { Key: "a.json" }, { Output: "{% $parse($states.result.Body) %}" }),
  });
  expect(output).toEqual({ bread: "rye" });
});

test("what is missing, or larger than a state, is an error", async () => {
  const { run, cloud, root } = await start();
  await cloud.call("s3", "PutObject", { Bucket: "files", Key: "large", Body: "x".repeat(300_000) }, root);
  const read = (Key: string) => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Caught", Output: "{% $states.errorOutput.Error %}" }];
    return run({ Read: task("getObject", { Key }, { Catch, Next: "Caught" }), Caught: { Type: "Pass" } });
  };
  expect((await read("missing")).output).toBe("S3.NoSuchKeyException");
  // Which nothing catches by States.ALL.
  expect(await read("large")).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
});
