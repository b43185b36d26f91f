import { z } from "zod";
import { isName } from "../names.ts";

// https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
const json = z.unknown();
const jsonataString = z.string().regex(/^\{%[\s\S]*%\}$/, "must be a JSONata expression in {% %}");
const count = (most: number) => z.union([z.int().positive().max(most), jsonataString]);

/** How objects are read, but for the number of items. */
export const csvAndJson = {
  InputType: z
    .enum(["CSV", "JSON", "JSONL"], "the local cloud reads CSV, JSON and JSONL, no manifests and no Parquet")
    .optional(),
  CSVDelimiter: z.enum(["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]).optional(),
  CSVHeaderLocation: z.enum(["FIRST_ROW", "GIVEN"]).optional(),
  CSVHeaders: z.array(z.string()).min(1).optional(),
  ItemsPointer: z
    .string()
    .regex(/^(\/([^~/]|~[01])*)+$/, "must be a JSON pointer")
    .optional(),
  Transformation: z
    .literal("NONE", "must be NONE: the local cloud does not load what is in listed objects")
    .optional(),
};

const readerConfig = z.strictObject({ ...csvAndJson, MaxItems: count(100_000_000).optional() });

const itemReader = z.strictObject({
  Resource: z.enum(
    ["arn:aws:states:::s3:getObject", "arn:aws:states:::s3:listObjectsV2"],
    "must be arn:aws:states:::s3:getObject or arn:aws:states:::s3:listObjectsV2",
  ),
  Arguments: json,
  ReaderConfig: readerConfig.optional(),
});

const itemBatcher = z
  .strictObject({
    MaxItemsPerBatch: count(100_000_000).optional(),
    MaxInputBytesPerBatch: count(262_144).optional(),
    BatchInput: json.optional(),
  })
  .refine(
    ({ MaxItemsPerBatch, MaxInputBytesPerBatch }) =>
      MaxItemsPerBatch !== undefined || MaxInputBytesPerBatch !== undefined,
    "needs MaxItemsPerBatch or MaxInputBytesPerBatch",
  );

export const writerConfig = z.strictObject({
  OutputType: z.enum(["JSON", "JSONL"]).optional(),
  Transformation: z.enum(["NONE", "COMPACT", "FLATTEN"]).optional(),
});

const resultWriter = z
  .strictObject({
    Resource: z.literal("arn:aws:states:::s3:putObject").optional(),
    Arguments: json.optional(),
    WriterConfig: writerConfig.optional(),
  })
  .refine(
    ({ Resource, Arguments, WriterConfig }) =>
      (Resource === undefined) === (Arguments === undefined) && (Resource ?? WriterConfig) !== undefined,
    "needs Resource and Arguments, or WriterConfig, or all three",
  );

export const processorConfig = z.strictObject({
  Mode: z.enum(["INLINE", "DISTRIBUTED"]),
  ExecutionType: z.enum(["STANDARD", "EXPRESS"]).optional(),
});

export const label = z
  .string()
  .refine((text) => isName(text, 40), "must have 1 to 40 characters, and none that an ARN cannot have");

/** What only a distributed Map has. */
export const distributedFields = {
  ItemReader: itemReader.optional(),
  ItemBatcher: itemBatcher.optional(),
  ResultWriter: resultWriter.optional(),
  Label: label.optional(),
};
