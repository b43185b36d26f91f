export interface AcceptedDefinition {
  readonly name: string;
  readonly definition: {
    StartAt: string;
    States: Record<string, { Type: string; [field: string]: unknown }>;
  };
}

export const jsonata = (States: Record<string, unknown>, StartAt = Object.keys(States)[0]!) =>
  ({ QueryLanguage: "JSONata", StartAt, States }) as AcceptedDefinition["definition"];
export const end = { Type: "Pass", End: true };

export const reader = (ReaderConfig: object) => ({
  Resource: "arn:aws:states:::s3:getObject",
  ReaderConfig,
  Arguments: { Bucket: "{% $states.input.bucket %}", Key: "menu.csv", VersionId: "1" },
});

/** A distributed Map with all that one can have. */
export const distributed = (fields: object = {}, processor: object = {}) =>
  jsonata({
    M: {
      Type: "Map",
      Label: "Rows",
      ItemReader: reader({
        InputType: "CSV",
        CSVHeaderLocation: "GIVEN",
        CSVHeaders: ["name", "price"],
        CSVDelimiter: "SEMICOLON",
        MaxItems: 100_000,
      }),
      ItemSelector: { row: "{% $states.context.Map.Item.Value %}" },
      ItemBatcher: { MaxItemsPerBatch: 100, MaxInputBytesPerBatch: 262_144, BatchInput: { fixed: 1 } },
      MaxConcurrency: 10,
      ToleratedFailureCount: 5,
      ToleratedFailurePercentage: 10,
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
        StartAt: "In",
        States: { In: end },
        ...processor,
      },
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Arguments: { Bucket: "results", Prefix: "imports" },
        WriterConfig: { OutputType: "JSONL", Transformation: "FLATTEN" },
      },
      Retry: [{ ErrorEquals: ["States.ItemReaderFailed"] }],
      Catch: [{ ErrorEquals: ["States.ExceedToleratedFailureThreshold"], Next: "After" }],
      Next: "After",
      ...fields,
    },
    After: end,
  });
