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
    const Catch = [
      { ErrorEquals: ["States.ALL"], Next: "Caught", Output: "{% $states.errorOutput.Error %}" },
    ];
    return run({ Read: task("getObject", { Key }, { Catch, Next: "Caught" }), Caught: { Type: "Pass" } });
  };
  expect((await read("missing")).output).toBe("S3.NoSuchKeyException");
  // Which nothing catches by States.ALL.
  expect(await read("large")).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
});

test("a distributed map reads its rows from an object, and writes its results to others", async () => {
  const { run, cloud, root } = await start();
  const rows = Array.from({ length: 500 }, (_, index) => `bread-${index};${index}`);
  const Body = `name;price\r\n${rows.join("\r\n")}`;
  await cloud.call("s3", "PutObject", { Bucket: "files", Key: "menu.csv", Body }, root);
  const { output } = await run({
    Rows: {
      Type: "Map",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Row",
        States: { Row: { Type: "Pass", End: true } },
      },
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", CSVDelimiter: "SEMICOLON" },
        Arguments: { Bucket: "files", Key: "menu.csv" },
      },
      ItemBatcher: { MaxItemsPerBatch: 100 },
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Arguments: { Bucket: "files", Prefix: "results" },
      },
    },
  });
  const { Key = "" } = (output as { ResultWriterDetails: { Key?: string } }).ResultWriterDetails;
  const manifest = await cloud.call("s3", "GetObject", { Bucket: "files", Key }, root);
  const { ResultFiles } = JSON.parse(await manifest.Body!.transformToString()) as {
    ResultFiles: { SUCCEEDED: { Key: string; Size: number }[] };
  };
  const [file] = ResultFiles.SUCCEEDED;
  const written = await cloud.call("s3", "GetObject", { Bucket: "files", Key: file!.Key }, root);
  const children = JSON.parse(await written.Body!.transformToString()) as { Output: string }[];
  const items = children.flatMap(({ Output }) => (JSON.parse(Output) as { Items: { name: string }[] }).Items);
  expect(children).toHaveLength(5);
  expect(items.map(({ name }) => name).toSorted()).toEqual(rows.map((row) => row.split(";")[0]).toSorted());
});
