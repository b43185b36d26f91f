import { distributed, end, jsonata, reader } from "./definitions.fixture.ts";

interface RefusedDefinition {
  readonly name: string;
  readonly definition: object;
  readonly express?: boolean;
  readonly location: string;
  readonly message: RegExp;
  /** Whether asl-validator finds it too. */
  readonly library?: boolean;
}

export const refusedDefinitions: readonly RefusedDefinition[] = [
  {
    name: "a JSONPath machine",
    definition: { StartAt: "A", States: { A: end } },
    location: "/States/A",
    message: /QueryLanguage is JSONPath/,
  },
  {
    name: "a JSONPath state in a branch",
    definition: jsonata({
      P: {
        Type: "Parallel",
        Branches: [{ StartAt: "In", States: { In: { ...end, QueryLanguage: "JSONPath" } } }],
        End: true,
      },
    }),
    location: "/States/P/Branches/0/States/In",
    message: /QueryLanguage is JSONPath/,
  },
  {
    name: "a field of JSONPath",
    definition: jsonata({ A: { ...end, ResultPath: "$.a" } }),
    location: "/States/A",
    message: /^ResultPath: not a field/,
    library: true,
  },
  {
    name: "Timeout instead of TimeoutSeconds",
    definition: jsonata({
      A: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", Timeout: 3, End: true },
    }),
    location: "/States/A",
    message: /^Timeout: not a field/,
    library: true,
  },
  {
    name: "a target that does not exist",
    definition: jsonata({ A: { Type: "Pass", Next: "Z" }, B: end }, "B"),
    location: "/States/A/Next",
    message: /no state "Z"/,
    library: true,
  },
  {
    name: "a transition out of a branch",
    definition: jsonata({
      P: {
        Type: "Parallel",
        Branches: [{ StartAt: "In", States: { In: { Type: "Pass", Next: "Out" } } }],
        Next: "Out",
      },
      Out: end,
    }),
    location: "/States/P/Branches/0/States/In/Next",
    message: /no state "Out" beside it/,
    library: true,
  },
  {
    name: "a state nothing leads to",
    definition: jsonata({ A: end, B: end }),
    location: "/States/B",
    message: /no state leads to it/,
  },
  {
    name: "a program without an end",
    definition: jsonata({ A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } }),
    location: "/States",
    message: /no state ends it/,
    library: true,
  },
  {
    name: "neither Next nor End",
    definition: jsonata({ A: { Type: "Pass" }, B: end }, "B"),
    location: "/States/A",
    message: /either Next or End/,
    library: true,
  },
  {
    name: "the same name in two branches",
    definition: jsonata({
      P: {
        Type: "Parallel",
        Branches: [
          { StartAt: "In", States: { In: end } },
          { StartAt: "In", States: { In: end } },
        ],
        End: true,
      },
    }),
    location: "/States/P/Branches/1/States/In",
    message: /same name/,
    library: true,
  },
  {
    name: "an expression that does not parse",
    definition: jsonata({ A: { ...end, Output: { a: [{ b: "{% 1 + %}" }] } } }),
    location: "/States/A/Output/a/0/b",
    message: /is not JSONata/,
    library: true,
  },
  {
    name: "an expression that is not closed",
    definition: jsonata({ A: { ...end, Output: { a: "{% 1" } } }),
    location: "/States/A/Output/a",
    message: /start with \{% and end with %\}/,
  },
  {
    name: "a condition that is no expression",
    definition: jsonata({ A: { Type: "Choice", Choices: [{ Condition: "yes", Next: "B" }] }, B: end }),
    location: "/States/A/Choices/0/Condition",
    message: /./,
    library: true,
  },
  {
    name: "States.ALL before other retriers",
    definition: jsonata({
      A: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage",
        Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["X"] }],
        End: true,
      },
    }),
    location: "/States/A/Retry/0",
    message: /alone and come last/,
  },
  {
    name: "a variable of the outer scope assigned in a branch",
    definition: jsonata({
      A: { Type: "Pass", Assign: { x: 1 }, Next: "P" },
      P: {
        Type: "Parallel",
        Branches: [{ StartAt: "In", States: { In: { ...end, Assign: { x: 2 } } } }],
        End: true,
      },
    }),
    location: "/States/P/Branches/0/States/In/Assign/x",
    message: /outer scope/,
  },
  {
    name: "$states as a variable",
    definition: jsonata({ A: { ...end, Assign: { states: 1 } } }),
    location: "/States/A/Assign/states",
    message: /reserved/,
  },
  {
    name: "a distributed Map in an Express machine",
    definition: distributed(),
    express: true,
    location: "/States/M/ItemProcessor/ProcessorConfig",
    message: /Express state machine has no distributed Map/,
  },
  {
    name: "a distributed Map without a type of execution",
    definition: distributed({}, { ProcessorConfig: { Mode: "DISTRIBUTED" } }),
    location: "/States/M/ItemProcessor/ProcessorConfig",
    message: /needs ExecutionType/,
  },
  {
    name: "a distributed Map of Express executions that wait for a token",
    definition: distributed(
      {},
      {
        States: {
          In: {
            Type: "Task",
            Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            Arguments: {},
            End: true,
          },
        },
      },
    ),
    location: "/States/M/ItemProcessor/States/In/Resource",
    message: /Express state machine does not support '.waitForTaskToken'/,
  },
  ...(["ItemReader", "ItemBatcher", "ResultWriter", "Label"] as const).map((field) => ({
    name: `${field} of an inline Map`,
    definition: distributed({}, { ProcessorConfig: { Mode: "INLINE" } }),
    location: `/States/M/${field}`,
    message: /needs the Mode DISTRIBUTED/,
  })),
  ...(
    [
      [
        "an item reader of Parquet",
        { ItemReader: reader({ InputType: "PARQUET" }) },
        "ItemReader/ReaderConfig/InputType",
        /CSV, JSON and JSONL/,
      ],
      [
        "an item reader of an unknown service",
        { ItemReader: { ...reader({}), Resource: "arn:aws:states:::s3:headObject" } },
        "ItemReader/Resource",
        /getObject or/,
      ],
      [
        "CSV without headers",
        { ItemReader: reader({ InputType: "CSV" }) },
        "ItemReader/ReaderConfig",
        /needs CSVHeaderLocation/,
      ],
      [
        "given headers that are not given",
        { ItemReader: reader({ InputType: "CSV", CSVHeaderLocation: "GIVEN" }) },
        "ItemReader/ReaderConfig",
        /which needs them/,
      ],
      [
        "headers of JSON",
        { ItemReader: reader({ InputType: "JSON", CSVHeaderLocation: "FIRST_ROW" }) },
        "ItemReader/ReaderConfig",
        /are for CSV/,
      ],
      ["an item reader of no type", { ItemReader: reader({}) }, "ItemReader/ReaderConfig", /needs InputType/],
      [
        "a delimiter of no kind",
        { ItemReader: reader({ InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", CSVDelimiter: ";" }) },
        "ItemReader/ReaderConfig/CSVDelimiter",
        /./,
      ],
      [
        "an item batcher without a limit",
        { ItemBatcher: { BatchInput: {} } },
        "ItemBatcher",
        /needs MaxItemsPerBatch/,
      ],
      [
        "batches of more than 256 KiB",
        { ItemBatcher: { MaxInputBytesPerBatch: 262_145 } },
        "ItemBatcher/MaxInputBytesPerBatch",
        /./,
      ],
      ["an empty result writer", { ResultWriter: {} }, "ResultWriter", /needs Resource and Arguments/],
      ["a label that no ARN can have", { Label: "a:b" }, "Label", /none that an ARN cannot have/],
      ["a label of more than 40 characters", { Label: "l".repeat(41) }, "Label", /1 to 40/],
    ] as const
  ).map(([name, fields, field, message]) => ({
    name,
    definition: distributed(fields),
    location: `/States/M/${field}`,
    message,
  })),
  ...(["ToleratedFailureCount", "ToleratedFailurePercentage"] as const).map((field) => ({
    name: `a negative ${field}`,
    definition: jsonata({
      M: { Type: "Map", ItemProcessor: { StartAt: "In", States: { In: end } }, [field]: -1, End: true },
    }),
    location: `/States/M/${field}`,
    message: /./,
    library: true,
  })),
  {
    name: "a token in an Express machine",
    express: true,
    definition: jsonata({
      A: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true },
    }),
    location: "/States/A/Resource",
    message: /^Express state machine does not support '\.waitForTaskToken' service integration$/,
  },
  {
    name: ".sync in an Express machine",
    express: true,
    definition: jsonata({
      A: { Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync:2", End: true },
    }),
    location: "/States/A/Resource",
    message: /^Express state machine does not support '\.sync' service integration$/,
  },
  {
    name: "a token where the integration has none",
    definition: jsonata({
      A: { Type: "Task", Resource: "arn:aws:states:::dynamodb:putItem.waitForTaskToken", End: true },
    }),
    location: "/States/A/Resource",
    message: /has no \.waitForTaskToken/,
  },
  {
    name: "a service of the SDK the local cloud lacks",
    definition: jsonata({
      A: { Type: "Task", Resource: "arn:aws:states:::aws-sdk:rekognition:detectLabels", End: true },
    }),
    location: "/States/A/Resource",
    message: /the local cloud has the services .*dynamodb/,
  },
  {
    name: "a resource that is no task",
    definition: jsonata({ A: { Type: "Task", Resource: "arn:aws:s3:::bucket", End: true } }),
    location: "/States/A/Resource",
    message: /not a resource/,
  },
];
