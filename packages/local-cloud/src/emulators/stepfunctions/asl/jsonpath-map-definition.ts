import { z } from "zod";
import { csvAndJson, label, processorConfig, writerConfig } from "./map-definition.ts";
import { programDefinition } from "./shared-definition.ts";

const json = z.unknown();
const path = z.string();
const processor = programDefinition.extend({ ProcessorConfig: processorConfig.optional() });
const count = z.int().positive().max(100_000_000);

/** What a Map has in JSONPath. https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html */
export const jsonPathMapFields = {
  ItemsPath: path.optional(),
  ItemSelector: json.optional(),
  /** The former name of ItemSelector. */
  Parameters: json.optional(),
  ItemProcessor: processor.optional(),
  /** The former name of ItemProcessor. */
  Iterator: processor.optional(),
  MaxConcurrency: z.int().nonnegative().optional(),
  MaxConcurrencyPath: path.optional(),
  ToleratedFailureCount: z.int().nonnegative().optional(),
  ToleratedFailureCountPath: path.optional(),
  ToleratedFailurePercentage: z.number().min(0).max(100).optional(),
  ToleratedFailurePercentagePath: path.optional(),
  ItemReader: z
    .strictObject({
      Resource: z.enum(
        ["arn:aws:states:::s3:getObject", "arn:aws:states:::s3:listObjectsV2"],
        "must be arn:aws:states:::s3:getObject or arn:aws:states:::s3:listObjectsV2",
      ),
      Parameters: json,
      ReaderConfig: z
        .strictObject({ ...csvAndJson, MaxItems: count.optional(), MaxItemsPath: path.optional() })
        .optional(),
    })
    .optional(),
  ItemBatcher: z
    .strictObject({
      MaxItemsPerBatch: count.optional(),
      MaxItemsPerBatchPath: path.optional(),
      MaxInputBytesPerBatch: z.int().positive().max(262_144).optional(),
      MaxInputBytesPerBatchPath: path.optional(),
      BatchInput: json.optional(),
    })
    .refine(
      ({ BatchInput, ...limits }) => Object.keys(limits).length > 0,
      "needs MaxItemsPerBatch or MaxInputBytesPerBatch",
    )
    .optional(),
  ResultWriter: z
    .strictObject({
      Resource: z.literal("arn:aws:states:::s3:putObject").optional(),
      Parameters: json.optional(),
      WriterConfig: writerConfig.optional(),
    })
    .refine(
      ({ Resource, Parameters, WriterConfig }) =>
        (Resource === undefined) === (Parameters === undefined) && (Resource ?? WriterConfig) !== undefined,
      "needs Resource and Parameters, or WriterConfig, or all three",
    )
    .optional(),
  Label: label.optional(),
};
