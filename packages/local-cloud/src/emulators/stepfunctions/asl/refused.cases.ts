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

const state = (fields: object) => ({
  StartAt: "A",
  States: { A: { Type: "Pass", End: true, ...fields } },
});
const choice = (rule: object) => ({
  StartAt: "A",
  States: { A: { Type: "Choice", Choices: [{ Next: "B", ...rule }] }, B: { Type: "Succeed" } },
});
const mapped = (fields: object) =>
  state({ Type: "Map", ItemProcessor: { StartAt: "In", States: { In: end } }, ...fields });
const queue = { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage" };

/** Of states whose query language is JSONPath. */
const refusedJsonPath: readonly RefusedDefinition[] = [
  {
    name: "a field of JSONata in a JSONPath state",
    definition: state({ Output: {} }),
    location: "/States/A",
    message: /^Output: not a field/,
    library: true,
  },
  {
    name: "a path in Parameters that does not begin with $",
    definition: state({ Parameters: { in: { "a.$": "b" } } }),
    location: "/States/A/Parameters/in/a.$",
    message: /^The value for the field 'a\.\$' must be a valid JSONPath or a valid intrinsic function call/,
  },
  {
    name: "a number in the place of a path",
    definition: state({ Parameters: { "a.$": 1 } }),
    location: "/States/A/Parameters/a.$",
    message: /^The value for the field 'a\.\$' must be/,
  },
  {
    name: "a function that does not exist",
    definition: state({ Parameters: { "a.$": "States.Nothing()" } }),
    location: "/States/A/Parameters/a.$",
    message: /there is no function States\.Nothing/,
  },
  {
    name: "an InputPath that is no path",
    definition: state({ InputPath: "a" }),
    location: "/States/A/InputPath",
    message: /does not begin with \$/,
    library: true,
  },
  {
    name: "a ResultPath of several places",
    definition: state({ ResultPath: "$.a[*]" }),
    location: "/States/A/ResultPath",
    message: /is no Reference Path/,
    library: true,
  },
  {
    name: "a ResultPath in the context object",
    definition: state({ ResultPath: "$$.a" }),
    location: "/States/A/ResultPath",
    message: /begins with \$\./,
  },
  {
    name: "an ItemsPath with a filter",
    definition: mapped({ ItemsPath: "$.a[?(@.b)]" }),
    location: "/States/A/ItemsPath",
    message: /is no Reference Path/,
    library: true,
  },
  {
    name: "a Map without a processor",
    definition: state({ Type: "Map" }),
    location: "/States/A",
    message: /^needs either ItemProcessor/,
  },
  {
    name: "a Map with both selectors",
    definition: mapped({ ItemSelector: {}, Parameters: {} }),
    location: "/States/A/Parameters",
    message: /^is the former name of ItemSelector/,
  },
  {
    name: "a rule with two comparisons",
    definition: choice({ Variable: "$.a", IsNull: true, IsString: true }),
    location: "/States/A/Choices/0",
    message: /^needs one of And, Or and Not, or a Variable and one comparison/,
    library: true,
  },
  {
    name: "a comparison with a value of another type",
    definition: choice({ Variable: "$.a", NumericEquals: "1" }),
    location: "/States/A/Choices/0/NumericEquals",
    message: /expected number/,
    library: true,
  },
  {
    name: "a comparison that does not exist",
    definition: choice({ Variable: "$.a", StringContains: "1" }),
    location: "/States/A/Choices/0",
    message: /^StringContains: not a field/,
    library: true,
  },
  {
    name: "a Next within And",
    definition: choice({ And: [{ Variable: "$.a", IsNull: true, Next: "B" }] }),
    location: "/States/A/Choices/0/And/0",
    message: /^Next: not a field/,
  },
  {
    name: "a timeout and a path to one",
    definition: state({ ...queue, TimeoutSeconds: 1, TimeoutSecondsPath: "$.t" }),
    location: "/States/A/TimeoutSeconds",
    message: /^has both TimeoutSeconds and TimeoutSecondsPath/,
    library: true,
  },
  {
    name: "credentials without a role",
    definition: state({ ...queue, Credentials: {} }),
    location: "/States/A/Credentials",
    message: /^The field 'RoleArn' is required but was missing/,
  },
  {
    name: "a Wait for two times",
    definition: state({ Type: "Wait", SecondsPath: "$.s", Seconds: 1 }),
    location: "/States/A",
    message: /^needs either Seconds or Timestamp/,
    library: true,
  },
  {
    name: "an error and a path to one",
    definition: { StartAt: "A", States: { A: { Type: "Fail", Error: "E", ErrorPath: "$.e" } } },
    location: "/States/A/Error",
    message: /^has both Error and ErrorPath/,
    library: true,
  },
  {
    name: "a variable of an outer scope in a branch",
    definition: {
      StartAt: "P",
      States: {
        P: {
          Type: "Parallel",
          Assign: { "total.$": "$.t" },
          Branches: [{ StartAt: "In", States: { In: { ...end, Assign: { total: 1 } } } }],
          End: true,
        },
      },
    },
    location: "/States/P/Branches/0/States/In/Assign/total",
    message: /an outer scope assigns/,
  },
  {
    name: "a reader of an inline Map",
    definition: mapped({
      ItemReader: { Resource: "arn:aws:states:::s3:getObject", Parameters: { Bucket: "b", Key: "k" } },
    }),
    location: "/States/A/ItemReader",
    message: /needs the Mode DISTRIBUTED/,
  },
];

export const refusedDefinitions: readonly RefusedDefinition[] = [
  ...refusedJsonPath,
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
    message: /^'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine$/,
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
