import { jsonata, retry } from "@sourdough/workflow-kit";
import { type Delimiter, delimiters } from "../domain/csv.ts";
import { columnNames } from "../domain/import-layout.ts";
import { results } from "../domain/menu-file.ts";

/** Rows of a batch, and what it may have in bytes, below the 256 KiB of Step Functions. */
const batch = { MaxItemsPerBatch: 250, MaxInputBytesPerBatch: 240_000 };

const all = Object.keys(delimiters) as Delimiter[];

/** A name for each state that differs by the delimiter of the file alone, which a reader cannot take from an expression. */
const mapName = (delimiter: Delimiter) =>
  `ImportRows${delimiter[0]}${delimiter.slice(1).toLowerCase()}` as const;

/**
 * Standard state machine, started by the `Object Created` of an upload: looks at the file, hands its rows out in batches,
 * and closes the import. What is done is done once, whatever is tried again; rows that are left over make the import
 * UNFINISHED and the execution fail, and importing the file again is what mends it.
 *
 * Variables: `file` is the object; `importId` its import; `layout` what the first look found.
 */
export const importMenuFile = <Text>(names: { importMenuArn: Text; bucket: Text }) => {
  const importMenu = (payload: Record<string, unknown>) => ({
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName: names.importMenuArn, Payload: payload },
    Output: "{% $states.result.Payload %}",
    Retry: [retry.never("InvalidInputError"), retry.persistently],
  });

  const importRows = (delimiter: Delimiter) => ({
    Type: "Map",
    Label: mapName(delimiter),
    // They are counted on one item, and each holds a function: more would wait for each other.
    MaxConcurrency: 2,
    ToleratedFailurePercentage: 10,
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      ReaderConfig: {
        InputType: "CSV",
        CSVDelimiter: delimiter,
        CSVHeaderLocation: "GIVEN",
        CSVHeaders: columnNames,
      },
      Arguments: { Bucket: names.bucket, Key: "{% $file.key %}", VersionId: "{% $file.`version-id` %}" },
    },
    ItemSelector: {
      row: "{% $states.context.Map.Item.Index %}",
      cells: "{% $states.context.Map.Item.Value %}",
    },
    ItemBatcher: {
      ...batch,
      BatchInput: { importId: "{% $importId %}", layout: "{% $layout %}" },
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      StartAt: `${mapName(delimiter)}Batch`,
      States: {
        [`${mapName(delimiter)}Batch`]: {
          ...importMenu({
            type: "ImportBatch",
            importId: "{% $states.input.BatchInput.importId %}",
            layout: "{% $states.input.BatchInput.layout %}",
            rows: "{% $states.input.Items %}",
          }),
          End: true,
        },
      },
    },
    ResultWriter: {
      Resource: "arn:aws:states:::s3:putObject",
      Arguments: { Bucket: names.bucket, Prefix: `{% '${results}' & $importId %}` },
      WriterConfig: { Transformation: "COMPACT", OutputType: "JSONL" },
    },
    Output: {},
    Catch: [{ ErrorEquals: ["States.ALL"], Output: {}, Next: "CloseImport" }],
    Next: "CloseImport",
  });

  return {
    StartAt: "OpenImport",
    States: {
      OpenImport: {
        ...importMenu({
          type: "OpenImport",
          key: "{% $states.input.detail.object.key %}",
          versionId: "{% $states.input.detail.object.`version-id` %}",
          execution: "{% $states.context.Execution.Id %}",
        }),
        Assign: {
          file: "{% $states.input.detail.object %}",
          importId: "{% $states.result.Payload.importId %}",
          layout: jsonata("$exists($states.result.Payload.layout) ? $states.result.Payload.layout : {}"),
        },
        Next: "WhatIsIt",
      },
      WhatIsIt: {
        Type: "Choice",
        Choices: all.map((delimiter) => ({
          Condition: `{% $states.input.outcome = 'IMPORT' and $states.input.delimiter = '${delimiter}' %}`,
          Next: mapName(delimiter),
        })),
        Default: "NothingToImport",
      },
      ...Object.fromEntries(all.map((delimiter) => [mapName(delimiter), importRows(delimiter)])),
      CloseImport: {
        ...importMenu({ type: "CloseImport", importId: "{% $importId %}" }),
        Next: "IsFinished",
      },
      IsFinished: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.status = 'UNFINISHED' %}", Next: "Unfinished" }],
        Default: "Imported",
      },
      Imported: { Type: "Succeed" },
      Unfinished: {
        Type: "Fail",
        Error: "ImportUnfinished",
        Cause: "Some rows were not looked at. Import the file again: what is done already stays.",
      },
      // It is no menu, and its import says why; or another execution has it.
      NothingToImport: { Type: "Succeed" },
    },
  };
};
