import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { provision } from "../../../testing/provision.ts";
import { type LocalS3, startS3 } from "../../s3/s3.fixture.ts";
import { createStepFunctionsEmulator } from "../emulator.ts";
import { csvReader, mapOf } from "./map.fixture.ts";

let world: LocalS3;
beforeAll(async () => {
  world = await startS3();
  world.cloud.add(createStepFunctionsEmulator(world.cloud));
  const s3 = world.cloud.emulator("s3")!;
  for (const bucket of ["menus", "results"])
    await provision(world.cloud, s3, "aws:s3/bucket:Bucket", bucket, { bucket });
});
afterAll(() => world.stop());

const root = { principal: { kind: "root" }, causes: [] } as const;

const run = async (name: string, definition: object) => {
  const { cloud } = world;
  const { arn = "" } = await provision(
    cloud,
    cloud.emulator("states")!,
    "aws:sfn/stateMachine:StateMachine",
    name,
    {
      name,
      definition: JSON.stringify({ QueryLanguage: "JSONata", ...definition }),
      roleArn: `arn:aws:iam::000000000000:role/${name}`,
    },
  );
  const { executionArn } = await cloud.call("states", "StartExecution", { stateMachineArn: arn }, root);
  await cloud.journal.waitFor(
    ({ action, resource }) => action === "EndExecution" && resource === executionArn,
  );
  const { status, output, cause } = await cloud.call("states", "DescribeExecution", { executionArn }, root);
  return { status, cause, output: JSON.parse(output ?? "null") };
};

test("a distributed Map reads from the bucket emulated here, and writes into it", async () => {
  const { s3 } = world;
  const rows = Array.from({ length: 5000 }, (_, row) => `sku-${row};"Brötchen\n${row}"\r\n`);
  const Body = `sku;name\r\n${rows.join("")}`;
  await s3.send(new PutObjectCommand({ Bucket: "menus", Key: "2026/menu.csv", Body }));
  const { status, output, cause } = await run(
    "import",
    mapOf({
      map: {
        ItemReader: csvReader("2026/menu.csv", { CSVDelimiter: "SEMICOLON" }),
        ItemBatcher: { MaxItemsPerBatch: 100 },
        ResultWriter: {
          Resource: "arn:aws:states:::s3:putObject",
          Arguments: { Bucket: "results", Prefix: "imports" },
          WriterConfig: { OutputType: "JSON", Transformation: "FLATTEN" },
        },
      },
      states: { Row: { Type: "Pass", Output: "{% $states.input.Items.name %}", End: true } },
    }),
  );
  expect([status, cause]).toEqual(["SUCCEEDED", undefined]);
  const read = async (Key: string) =>
    JSON.parse(
      (await (await s3.send(new GetObjectCommand({ Bucket: "results", Key }))).Body?.transformToString()) ??
        "",
    );
  const { ResultFiles } = await read(output.ResultWriterDetails.Key);
  expect(ResultFiles.SUCCEEDED).toHaveLength(1);
  const names = await read(ResultFiles.SUCCEEDED[0].Key);
  expect(new Set(names).size).toBe(5000);
  expect(names).toContain("Brötchen\n4999");
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "results" }));
  expect(Contents.map(({ Key, Size }) => [Key, Size])).toContainEqual([
    ResultFiles.SUCCEEDED[0].Key,
    ResultFiles.SUCCEEDED[0].Size,
  ]);
});

test("lists the objects of the bucket", async () => {
  const ItemReader = {
    Resource: "arn:aws:states:::s3:listObjectsV2",
    Arguments: { Bucket: "menus", Prefix: "2026/" },
  };
  const { output } = await run("list", mapOf({ map: { ItemReader } }));
  expect(output).toEqual([
    {
      Etag: expect.stringMatching(/^"\w{32}"$/),
      Key: "2026/menu.csv",
      LastModified: expect.any(Number),
      Size: expect.any(Number),
      StorageClass: "STANDARD",
    },
  ]);
});

test("a task reads an object as text", async () => {
  const { s3 } = world;
  await s3.send(new PutObjectCommand({ Bucket: "menus", Key: "note.txt", Body: "bread" }));
  const { output } = await run("read", {
    StartAt: "Read",
    States: {
      Read: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:s3:getObject",
        Arguments: { Bucket: "menus", Key: "note.txt" },
        Output: "{% $states.result.Body %}",
        End: true,
      },
    },
  });
  expect(output).toBe("bread");
});
