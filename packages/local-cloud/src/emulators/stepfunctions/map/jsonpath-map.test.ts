import { expect, test } from "vitest";
import { createBucket, createMaps, mapOf } from "./map.fixture.ts";

/** A distributed Map in JSONPath over a file of two rows. */
const runMap = async (map: object, input: object) => {
  const bucket = createBucket({ "rows.csv": "name,price\nbread,3\ncake,9\n" });
  const workflows = createMaps(bucket);
  const definition = mapOf({
    map: {
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", MaxItemsPath: "$.most" },
        Parameters: { "Bucket.$": "$.bucket", Key: "rows.csv" },
      },
      ...map,
    },
  });
  const arn = await workflows.machine("Import", { ...definition, QueryLanguage: "JSONPath" });
  const ended = await workflows.end(await workflows.start(arn, { bucket: "menus", most: 9, ...input }));
  workflows.stop();
  return { ...ended, put: bucket.put };
};

test("reads by paths, selects from each item and puts the results into the input", async () => {
  const { output } = await runMap(
    {
      ItemSelector: { "row.$": "$$.Map.Item.Value.name", "at.$": "$$.Map.Item.Index", "of.$": "$.bucket" },
      ResultPath: "$.rows",
    },
    { most: 1 },
  );
  expect(output).toEqual({ bucket: "menus", most: 1, rows: [{ row: "bread", at: 0, of: "menus" }] });
});

test("batches of a size from the input carry a BatchInput", async () => {
  const { output } = await runMap(
    {
      ItemSelector: { "name.$": "$$.Map.Item.Value.name" },
      ItemBatcher: { MaxItemsPerBatchPath: "$.size", BatchInput: { "of.$": "$.bucket" } },
    },
    { size: 2 },
  );
  expect(output).toEqual([{ BatchInput: { of: "menus" }, Items: [{ name: "bread" }, { name: "cake" }] }]);
});

test("results are written to a prefix from the input", async () => {
  const { output, put } = await runMap(
    {
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Parameters: { Bucket: "results", "Prefix.$": "$.prefix" },
      },
      ResultSelector: { "manifest.$": "$.ResultWriterDetails.Key" },
    },
    { prefix: "imports" },
  );
  const { manifest } = output as { manifest: string };
  expect(manifest).toMatch(/^imports\/.*\/manifest\.json$/);
  expect(Object.keys(put)).toContain(manifest);
});

test("a limit that is no whole number fails the state", async () => {
  expect(await runMap({}, { most: 1.5 })).toMatchObject({
    error: "States.Runtime",
    cause: expect.stringContaining(
      'The MaxItemsPath field refers to value "1.5" which is not a valid integer: $.most',
    ),
  });
});
