import { describe, expect, test } from "vitest";
import { AwsError } from "../../../core/aws-error.ts";
import { createBucket, createMaps, csvReader } from "./map.fixture.ts";

const selector = {
  ItemSelector: {
    index: "{% $states.context.Map.Item.Index %}",
    row: "{% $states.context.Map.Item.Value %}",
  },
};

describe("readers", () => {
  test("CSV with headers in its first row: each row a child execution", async () => {
    const { run } = createMaps(
      createBucket({ "menu.csv": 'name,price\nbread,3\n"rye, dark",4.5\nbun\ncake,9,extra\n' }),
    );
    expect(await run({ map: { ItemReader: csvReader("menu.csv") } })).toMatchObject({
      status: "SUCCEEDED",
      output: [
        { name: "bread", price: "3" },
        { name: "rye, dark", price: "4.5" },
        { name: "bun", price: "" },
        { name: "cake", price: "9" },
      ],
    });
  });

  test("headers that are given, a delimiter, and a limit from an expression", async () => {
    const { run } = createMaps(createBucket({ "menu.csv": "bread;3\ncake;9\nbun;1\n" }));
    const reader = csvReader("menu.csv", {
      CSVHeaderLocation: "GIVEN",
      CSVHeaders: ["name", "price"],
      CSVDelimiter: "SEMICOLON",
      MaxItems: "{% $states.input.most %}",
    });
    const { output } = await run({ map: { ItemReader: reader } }, { most: 2 });
    expect(output).toEqual([
      { name: "bread", price: "3" },
      { name: "cake", price: "9" },
    ]);
  });

  test("text in pieces that divide letters and rows", async () => {
    const bytes = Buffer.from('name,price\r\n"Brötchen\nrund",1\r\nÄpfelkuchen,2\r\n');
    const { run } = createMaps(
      createBucket({
        "menu.csv": async function* () {
          for (const byte of bytes) yield Uint8Array.of(byte);
        },
      }),
    );
    const { output } = await run({ map: { ItemReader: csvReader("menu.csv") } });
    expect(output).toEqual([
      { name: "Brötchen\nrund", price: "1" },
      { name: "Äpfelkuchen", price: "2" },
    ]);
  });

  test("what the selector sees of an item", async () => {
    const { run } = createMaps(createBucket({ "menu.csv": "name\nbread\n" }));
    const ItemSelector = {
      item: "{% $states.context.Map.Item %}",
      all: "{% $states.input.shop %}",
      fixed: 1,
    };
    const { output } = await run({ map: { ItemReader: csvReader("menu.csv"), ItemSelector } }, { shop: "s" });
    expect(output).toEqual([
      { item: { Index: 0, Value: { name: "bread" }, Source: "S3://menus/menu.csv" }, all: "s", fixed: 1 },
    ]);
  });

  test.each([
    ["JSON", '[1,{"a":2}]', {}],
    ["JSON", '{"menu":{"a/b":[1,{"a":2}]}}', { ItemsPointer: "/menu/a~1b" }],
    ["JSONL", '1\n{"a":2}\n\n', {}],
    ["JSONL", '1\n{"a":2}', {}],
  ])("%s %s", async (InputType, text, config) => {
    const { run } = createMaps(createBucket({ "menu.json": text }));
    const ItemReader = {
      Resource: "arn:aws:states:::s3:getObject",
      ReaderConfig: { InputType, ...config },
      Arguments: { Bucket: "menus", Key: "{% $states.input.key %}" },
    };
    expect((await run({ map: { ItemReader } }, { key: "menu.json" })).output).toEqual([1, { a: 2 }]);
  });

  test("the objects of a bucket, over several pages", async () => {
    const { run } = createMaps(createBucket({ "in/a": "", "in/b": "", "in/c": "", other: "" }));
    const ItemReader = {
      Resource: "arn:aws:states:::s3:listObjectsV2",
      Arguments: { Bucket: "menus", Prefix: "in/" },
    };
    const { output } = await run({ map: { ItemReader } });
    const listed = (Key: string) => ({
      Etag: `"${Key}"`,
      Key,
      LastModified: 1767225600,
      Size: 7,
      StorageClass: "STANDARD",
    });
    expect(output).toEqual([listed("in/a"), listed("in/b"), listed("in/c")]);
  });

  test("items of the state itself", async () => {
    const { run } = createMaps(createBucket());
    expect((await run({ map: selector }, ["a", "b"])).output).toEqual([
      { index: 0, row: "a" },
      { index: 1, row: "b" },
    ]);
    const Items = "{% $states.input.rows %}";
    expect((await run({ map: { Items } }, { rows: [3] })).output).toEqual([3]);
  });

  test.each([
    ["an object that is not there", "missing.csv", {}, /The specified key does not exist/],
    ["an empty file", "empty.csv", {}, /no row of headers/],
    ["headers of more than 10 KiB", "wide.csv", {}, /exceed the limit of 10240 bytes/],
    ["a quote that is not closed", "quote.csv", {}, /perhaps a quote is not closed/],
    ["an item of more than 256 KiB", "large.csv", {}, /more than the 262144 that a child/],
    ["JSON that is none", "menu.csv", { InputType: "JSON", CSVHeaderLocation: undefined }, /not valid JSON/],
    [
      "JSON that is no list",
      "object.json",
      { InputType: "JSON", CSVHeaderLocation: undefined },
      /non-iterable/,
    ],
  ])("%s is a States.ItemReaderFailed", async (_, key, config, cause) => {
    const maps = createMaps(
      createBucket({
        "empty.csv": "",
        "wide.csv": `${"a".repeat(11_000)},b\n1,2\n`,
        "quote.csv": `a\n"${"x".repeat(300_000)}`,
        "large.csv": `a,b\n${"x".repeat(200_000)},${"y".repeat(100_000)}\n`,
        "menu.csv": "name\nbread\n",
        "object.json": "{}",
      }),
    );
    const result = await maps.run({ map: { ItemReader: csvReader(key, config) } });
    expect(result).toMatchObject({
      status: "FAILED",
      error: "States.ItemReaderFailed",
      cause: expect.stringMatching(cause),
    });
    expect(await maps.mapRunOf(result.execution)).toMatchObject({ status: "FAILED" });
  });

  test("the state may catch it", async () => {
    const { run } = createMaps(createBucket());
    const Catch = [{ ErrorEquals: ["States.ItemReaderFailed"], Next: "Caught" }];
    const result = await run({
      map: { ItemReader: csvReader("missing.csv"), Catch },
      after: { Caught: { Type: "Pass", Output: "caught", End: true } },
    });
    expect(result.output).toBe("caught");
  });
});

test("a selector that fails ends the run", async () => {
  const maps = createMaps(createBucket());
  const result = await maps.run(
    { map: { ItemSelector: { row: "{% $states.context.Map.Item.Value.none %}" } } },
    [1],
  );
  expect(result).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
  expect(await maps.mapRunOf(result.execution)).toMatchObject({ status: "FAILED" });
});

describe("batches", () => {
  test("of so many items, with the same input for each", async () => {
    const { run } = createMaps(createBucket());
    const ItemBatcher = { MaxItemsPerBatch: 2, BatchInput: { shop: "{% $states.input.shop %}" } };
    const { output } = await run(
      { map: { ItemBatcher, Items: "{% $states.input.rows %}" } },
      { rows: [1, 2, 3], shop: "s" },
    );
    expect(output).toEqual([
      { BatchInput: { shop: "s" }, Items: [1, 2] },
      { BatchInput: { shop: "s" }, Items: [3] },
    ]);
  });

  test("of so many bytes, the frame counted", async () => {
    const { run } = createMaps(createBucket());
    const rows = ["aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"];
    const bytes = Buffer.byteLength(JSON.stringify({ Items: rows.slice(0, 2) }));
    const { output } = await run({ map: { ItemBatcher: { MaxInputBytesPerBatch: bytes } } }, rows);
    expect(output).toEqual([{ Items: rows.slice(0, 2) }, { Items: rows.slice(2) }]);
    const { error } = await run({ map: { ItemBatcher: { MaxInputBytesPerBatch: 15 } } }, rows);
    expect(error).toBe("States.ItemReaderFailed");
  });
});

const failing = {
  Row: {
    Type: "Choice",
    Choices: [{ Condition: "{% $states.input.row = 'bad' %}", Next: "Bad" }],
    Default: "Good",
  },
  Good: { Type: "Pass", End: true },
  Bad: { Type: "Fail", Error: "Stale", Cause: "old bread" },
};

describe("failures", () => {
  const rows = (good: number, bad: number) => [...Array(bad).fill("bad"), ...Array(good).fill("good")];

  test.each([
    [{}, 9, 1, "FAILED"],
    [{ ToleratedFailureCount: 1 }, 9, 1, "SUCCEEDED"],
    [{ ToleratedFailureCount: 1 }, 9, 2, "FAILED"],
    [{ ToleratedFailurePercentage: 20 }, 8, 2, "SUCCEEDED"],
    [{ ToleratedFailurePercentage: 20 }, 7, 3, "FAILED"],
    [{ ToleratedFailurePercentage: 100 }, 0, 3, "SUCCEEDED"],
    [{ ToleratedFailureCount: 1, ToleratedFailurePercentage: 50 }, 8, 2, "FAILED"],
    [{ ToleratedFailureCount: "{% 1 + 1 %}" }, 8, 2, "SUCCEEDED"],
  ])("with %j, %i good rows and %i bad ones it has %s", async (toleration, good, bad, status) => {
    const maps = createMaps(createBucket());
    const result = await maps.run({ map: { ...selector, ...toleration }, states: failing }, rows(good, bad));
    expect(result.status).toBe(status);
    const { itemCounts, status: runStatus } = await maps.mapRunOf(result.execution);
    expect(runStatus).toBe(status);
    if (status === "SUCCEEDED")
      expect(itemCounts).toMatchObject({ succeeded: good, failed: bad, total: good + bad });
    else
      expect(result).toMatchObject({
        error: "States.ExceedToleratedFailureThreshold",
        cause: "The specified tolerated failure threshold was exceeded",
      });
  });

  test("a batch that fails counts with all of its items", async () => {
    const maps = createMaps(createBucket());
    const states = { Row: { Type: "Fail", Error: "Stale" } };
    const map = { ItemBatcher: { MaxItemsPerBatch: 3 }, ToleratedFailureCount: 3 };
    expect((await maps.run({ map, states }, [1, 2, 3])).status).toBe("SUCCEEDED");
    expect((await maps.run({ map, states }, [1, 2, 3, 4])).status).toBe("FAILED");
  });

  test("what failed is in the output as it was", async () => {
    const { run } = createMaps(createBucket());
    const { output } = await run(
      { map: { ...selector, ToleratedFailureCount: 1 }, states: failing },
      rows(1, 1),
    );
    expect(output).toEqual([
      expect.objectContaining({
        Status: "FAILED",
        Error: "Stale",
        Cause: "old bread",
        Input: '{"index":0,"row":"bad"}',
        ExecutionArn: expect.stringMatching(
          /^arn:aws:states:eu-west-1:000000000000:express:Import0\/Rows:[0-9a-f-]{36}:[0-9a-f-]{36}$/,
        ),
      }),
      { index: 1, row: "good" },
    ]);
  });

  test("output of more than 256 KiB is too much without a result writer", async () => {
    const { run } = createMaps(createBucket());
    const states = { Row: { Type: "Pass", Output: "x".repeat(1000), End: true } };
    expect(await run({ states }, Array(300).fill(1))).toMatchObject({ error: "States.DataLimitExceeded" });
  });
});

describe("the result writer", () => {
  const writer = (config: object = {}) => ({
    ResultWriter: {
      Resource: "arn:aws:states:::s3:putObject",
      Arguments: { Bucket: "results", Prefix: "imports/" },
      ...config,
    },
  });

  test("writes what succeeded and what failed, and a manifest of it", async () => {
    const bucket = createBucket();
    const maps = createMaps(bucket);
    const result = await maps.run(
      { map: { ...selector, ...writer(), ToleratedFailurePercentage: 50 }, states: failing },
      ["good", "bad", "good"],
    );
    const { MapRunArn, ResultWriterDetails } = result.output as {
      MapRunArn: string;
      ResultWriterDetails: { Bucket: string; Key: string };
    };
    const id = String(MapRunArn).split(":").at(-1);
    expect(MapRunArn).toMatch(/^arn:aws:states:eu-west-1:000000000000:mapRun:Import0\/Rows:[0-9a-f-]{36}$/);
    expect(ResultWriterDetails).toEqual({ Bucket: "results", Key: `imports/${id}/manifest.json` });
    const files = bucket.json(ResultWriterDetails.Key);
    const file = (name: string) => ({
      Key: `imports/${id}/${name}`,
      Size: Buffer.byteLength(bucket.put[`imports/${id}/${name}`]!),
    });
    expect(files).toEqual({
      DestinationBucket: "results",
      MapRunArn,
      ResultFiles: { FAILED: [file("FAILED_0.json")], PENDING: [], SUCCEEDED: [file("SUCCEEDED_0.json")] },
    });
    expect(bucket.json(`imports/${id}/SUCCEEDED_0.json`)).toEqual([
      expect.objectContaining({
        Status: "SUCCEEDED",
        Input: '{"index":0,"row":"good"}',
        Output: '{"index":0,"row":"good"}',
      }),
      expect.objectContaining({
        Status: "SUCCEEDED",
        StateMachineArn: expect.stringMatching(/:stateMachine:Import0\/Rows$/),
      }),
    ]);
    expect(bucket.json(`imports/${id}/FAILED_0.json`)).toMatchObject([
      { Status: "FAILED", Error: "Stale", Cause: "old bread" },
    ]);
    expect(await maps.mapRunOf(result.execution)).toMatchObject({
      status: "SUCCEEDED",
      executionCounts: { succeeded: 2, failed: 1, total: 3, resultsWritten: 3, pending: 0, running: 0 },
    });
  });

  test.each([
    ["COMPACT", "JSON", "SUCCEEDED_0.json", "[[1,2],[3]]"],
    ["FLATTEN", "JSON", "SUCCEEDED_0.json", "[1,2,3]"],
    ["FLATTEN", "JSONL", "SUCCEEDED_0.jsonl", "1\n2\n3\n"],
  ])("%s as %s", async (Transformation, OutputType, name, text) => {
    const bucket = createBucket();
    const { run } = createMaps(bucket);
    await run({ map: writer({ WriterConfig: { Transformation, OutputType } }) }, [[1, 2], [3]]);
    expect(Object.entries(bucket.put).find(([key]) => key.endsWith(name))?.[1]).toBe(text);
  });

  test("without a bucket it only shapes the output", async () => {
    const { run } = createMaps(createBucket());
    const ResultWriter = { WriterConfig: { Transformation: "FLATTEN", OutputType: "JSON" } };
    expect((await run({ map: { ResultWriter } }, [[1, 2], [3], 4])).output).toEqual([1, 2, 3, 4]);
  });

  test("writes also of a run that failed, and what it stopped as pending", async () => {
    const bucket = createBucket();
    const maps = createMaps(bucket);
    const states = {
      Row: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input = 'bad' %}", Next: "Bad" }],
        Default: "Slow",
      },
      Slow: { Type: "Wait", Seconds: 100, End: true },
      Bad: { Type: "Fail", Error: "Stale" },
    };
    const result = await maps.run({ map: writer(), states }, ["slow", "bad", "slow"]);
    expect(result.error).toBe("States.ExceedToleratedFailureThreshold");
    const [, manifest] = Object.entries(bucket.put).find(([key]) => key.endsWith("manifest.json"))!;
    const { ResultFiles } = JSON.parse(manifest);
    expect([ResultFiles.FAILED.length, ResultFiles.PENDING.length, ResultFiles.SUCCEEDED.length]).toEqual([
      1, 1, 0,
    ]);
    expect(bucket.json(ResultFiles.PENDING[0].Key)).toHaveLength(2);
    expect((await maps.mapRunOf(result.execution)).itemCounts).toMatchObject({
      failed: 1,
      aborted: 2,
      running: 0,
      pending: 0,
    });
  });

  test("that may not write is a States.ResultWriterFailed", async () => {
    const bucket = createBucket();
    const PutObject = () => {
      throw new AwsError("AccessDenied", "Access Denied", { status: 403 });
    };
    const { run } = createMaps({ ...bucket, s3: { ...bucket.s3, PutObject } });
    expect(await run({ map: writer() }, [1])).toMatchObject({
      error: "States.ResultWriterFailed",
      cause: expect.stringContaining("Access Denied"),
    });
  });
});
