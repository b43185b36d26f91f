import type { Template } from "../jsonata/template.ts";
import type { Problem } from "./compile.ts";
import type { DistributedMap } from "./program.ts";

interface ReaderDefinition {
  readonly Resource: string;
  readonly Arguments?: unknown;
  readonly ReaderConfig?: {
    readonly InputType?: "CSV" | "JSON" | "JSONL";
    readonly CSVDelimiter?: keyof typeof delimiters;
    readonly CSVHeaderLocation?: "FIRST_ROW" | "GIVEN";
    readonly CSVHeaders?: string[];
    readonly ItemsPointer?: string;
    readonly MaxItems?: unknown;
  };
}

/** What of a Map makes it distributed, in both languages. */
export interface MapDefinition {
  readonly ItemProcessor: {
    readonly ProcessorConfig?: { readonly Mode: string; readonly ExecutionType?: string };
  };
  readonly Items?: unknown;
  readonly ItemReader?: ReaderDefinition;
  readonly ItemBatcher?: {
    readonly MaxItemsPerBatch?: unknown;
    readonly MaxInputBytesPerBatch?: unknown;
    readonly BatchInput?: unknown;
  };
  readonly ResultWriter?: {
    readonly Resource?: string;
    readonly Arguments?: unknown;
    readonly WriterConfig?: {
      readonly OutputType?: "JSON" | "JSONL";
      readonly Transformation?: "NONE" | "COMPACT" | "FLATTEN";
    };
  };
  readonly Label?: string;
}

const delimiters = { COMMA: ",", PIPE: "|", SEMICOLON: ";", SPACE: " ", TAB: "\t" } as const;

/** Only a distributed Map may have these. */
const fields = ["ItemReader", "ItemBatcher", "ResultWriter", "Label"] as const;

export type TemplateOf = (value: unknown, field: string) => Template | undefined;

const isDistributed = ({ ItemProcessor }: MapDefinition): boolean =>
  ItemProcessor.ProcessorConfig?.Mode === "DISTRIBUTED";

/** What is wrong with a Map state as a whole. */
export const mapProblems = (definition: MapDefinition, location: string, express: boolean): Problem[] => {
  const { ItemProcessor, ItemReader, Items } = definition;
  const config = ItemProcessor.ProcessorConfig;
  const at = `${location}/ItemProcessor/ProcessorConfig`;
  if (!isDistributed(definition))
    return [
      ...(config?.ExecutionType
        ? [{ location: at, message: "ExecutionType is for the Mode DISTRIBUTED" }]
        : []),
      ...fields
        .filter((field) => definition[field] !== undefined)
        .map((field) => ({ location: `${location}/${field}`, message: "needs the Mode DISTRIBUTED" })),
    ];
  const problems: Problem[] = [];
  if (express) problems.push({ location: at, message: "an Express state machine has no distributed Map" });
  if (!config?.ExecutionType)
    problems.push({ location: at, message: "needs ExecutionType: STANDARD or EXPRESS" });
  if (ItemReader && Items !== undefined)
    problems.push({ location: `${location}/Items`, message: "are read by ItemReader already" });
  if (ItemReader) problems.push(...readerProblems(ItemReader, `${location}/ItemReader/ReaderConfig`));
  return problems;
};

const readerProblems = ({ Resource, ReaderConfig = {} }: ReaderDefinition, location: string): Problem[] => {
  const { InputType, CSVHeaderLocation, CSVHeaders, CSVDelimiter, ItemsPointer } = ReaderConfig;
  const problem = (message: string) => [{ location, message }];
  if (Resource.endsWith("listObjectsV2"))
    return InputType || CSVHeaderLocation || CSVHeaders || CSVDelimiter || ItemsPointer
      ? problem("a list of objects is of no input type")
      : [];
  if (!InputType) return problem("needs InputType: CSV, JSON or JSONL");
  if (InputType !== "CSV" && (CSVHeaderLocation || CSVHeaders || CSVDelimiter))
    return problem("CSVHeaderLocation, CSVHeaders and CSVDelimiter are for CSV");
  if (InputType !== "JSON" && ItemsPointer) return problem("ItemsPointer is for JSON");
  if (InputType !== "CSV") return [];
  if (!CSVHeaderLocation) return problem("needs CSVHeaderLocation: FIRST_ROW or GIVEN");
  return (CSVHeaderLocation === "GIVEN") === (CSVHeaders !== undefined)
    ? []
    : problem("CSVHeaders are for CSVHeaderLocation GIVEN, which needs them");
};

/** The parts of a Map state that make it distributed; undefined of an inline one. */
export const compileDistributed = (
  name: string,
  definition: MapDefinition,
  template: TemplateOf,
): DistributedMap | undefined => {
  if (!isDistributed(definition)) return undefined;
  const { ItemProcessor, ItemReader, ItemBatcher, ResultWriter, Label } = definition;
  return {
    express: ItemProcessor.ProcessorConfig?.ExecutionType === "EXPRESS",
    label: Label ?? labelOf(name),
    reader: ItemReader && compileReader(ItemReader, template),
    batcher: ItemBatcher && compileBatcher(ItemBatcher, template),
    writer: ResultWriter && compileWriter(ResultWriter, template),
  };
};

/** A state without a label has one made of its name. */
const labelOf = (name: string): string => name.replace(/[^\p{L}\p{N}_-]+/gu, "").slice(0, 40) || "Map";

const compileReader = (
  { Resource, Arguments, ReaderConfig = {} }: ReaderDefinition,
  template: TemplateOf,
) => ({
  operation: Resource.endsWith("listObjectsV2") ? ("ListObjectsV2" as const) : ("GetObject" as const),
  arguments: template(Arguments ?? {}, "ItemReader/Arguments")!,
  inputType: ReaderConfig.InputType ?? "JSON",
  delimiter: delimiters[ReaderConfig.CSVDelimiter ?? "COMMA"],
  headers: ReaderConfig.CSVHeaders,
  itemsPointer: ReaderConfig.ItemsPointer,
  maxItems: template(ReaderConfig.MaxItems, "ItemReader/ReaderConfig/MaxItems"),
});

const compileBatcher = (batcher: NonNullable<MapDefinition["ItemBatcher"]>, template: TemplateOf) => ({
  maxItems: template(batcher.MaxItemsPerBatch, "ItemBatcher/MaxItemsPerBatch"),
  maxBytes: template(batcher.MaxInputBytesPerBatch, "ItemBatcher/MaxInputBytesPerBatch"),
  batchInput: template(batcher.BatchInput, "ItemBatcher/BatchInput"),
});

const compileWriter = (
  { Resource, Arguments, WriterConfig = {} }: NonNullable<MapDefinition["ResultWriter"]>,
  template: TemplateOf,
) => ({
  arguments: template(Arguments, "ResultWriter/Arguments"),
  outputType: WriterConfig.OutputType ?? "JSON",
  // https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
  transformation: WriterConfig.Transformation ?? (Resource ? "NONE" : "COMPACT"),
});
