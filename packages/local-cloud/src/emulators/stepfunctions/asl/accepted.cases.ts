import { type AcceptedDefinition, distributed, end, jsonata } from "./definitions.fixture.ts";

export const acceptedDefinitions: readonly AcceptedDefinition[] = [
  {
    name: "every type of state in JSONPath",
    definition: {
      StartAt: "Call",
      States: {
        Call: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
          InputPath: "$.order",
          Parameters: { TableName: "T", Key: { pk: { "S.$": "States.Format('order#{}', $.id)" } } },
          ResultSelector: { "item.$": "$.Item" },
          ResultPath: "$.found",
          OutputPath: "$",
          TimeoutSecondsPath: "$.patience",
          Assign: { "item.$": "$.Item" },
          Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Failed" }],
          Next: "Decide",
        },
        Decide: {
          Type: "Choice",
          Choices: [
            { Not: { Variable: "$.a", IsPresent: true }, Next: "Both" },
            {
              And: [
                { Variable: "$.a", NumericGreaterThanPath: "$.b" },
                {
                  Or: [
                    { Variable: "$.c", StringMatches: "*.log" },
                    { Variable: "$.d", IsNull: false },
                  ],
                },
              ],
              Next: "Each",
            },
          ],
          Default: "Pause",
        },
        Both: {
          Type: "Parallel",
          Branches: [{ StartAt: "One", States: { One: { Type: "Succeed", InputPath: null } } }],
          ResultPath: null,
          Next: "Each",
        },
        Each: {
          Type: "Map",
          ItemsPath: "$.lines",
          ItemSelector: { "line.$": "$$.Map.Item.Value" },
          MaxConcurrency: 2,
          Iterator: {
            StartAt: "Line",
            States: { Line: { Type: "Pass", Result: { done: true }, End: true } },
          },
          Next: "Pause",
        },
        Pause: { Type: "Wait", SecondsPath: "$.seconds", Next: "Failed" },
        Failed: { Type: "Fail", ErrorPath: "$.e", CausePath: "States.JsonToString($)" },
      },
    },
  },
  {
    name: "a distributed Map in JSONPath",
    definition: {
      StartAt: "M",
      States: {
        M: {
          Type: "Map",
          ItemReader: {
            Resource: "arn:aws:states:::s3:getObject",
            ReaderConfig: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW", MaxItemsPath: "$.most" },
            Parameters: { "Bucket.$": "$.bucket", Key: "rows.csv" },
          },
          ItemBatcher: { MaxItemsPerBatchPath: "$.size", BatchInput: { "of.$": "$.bucket" } },
          ItemSelector: { "row.$": "$$.Map.Item.Value" },
          ToleratedFailurePercentagePath: "$.tolerated",
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            StartAt: "In",
            States: { In: { Type: "Pass", End: true } },
          },
          ResultWriter: {
            Resource: "arn:aws:states:::s3:putObject",
            Parameters: { Bucket: "results", "Prefix.$": "$.prefix" },
          },
          End: true,
        },
      },
    },
  },
  {
    name: "every type of state",
    definition: jsonata({
      Call: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
        Arguments: { TableName: "T", Key: { pk: { S: "{% $states.input.id %}" } } },
        Assign: { item: "{% $states.result.Item %}" },
        Output: { found: "{% $exists($states.result.Item) %}" },
        TimeoutSeconds: "{% $states.input.patience %}",
        Retry: [
          {
            ErrorEquals: ["DynamoDb.ThrottlingException"],
            IntervalSeconds: 2,
            MaxAttempts: 4,
            BackoffRate: 1.5,
            MaxDelaySeconds: 10,
            JitterStrategy: "FULL",
          },
          { ErrorEquals: ["States.ALL"] },
        ],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed", Output: { e: "{% $states.errorOutput %}" } }],
        Next: "Decide",
      },
      Decide: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.found %}", Next: "Both", Assign: { branch: "both" } }],
        Default: "Pause",
      },
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "Left", States: { Left: { Type: "Pass", Assign: { side: "left" }, End: true } } },
          { StartAt: "Right", States: { Right: { Type: "Pass", Assign: { side: "right" }, End: true } } },
        ],
        Next: "Each",
      },
      Each: {
        Type: "Map",
        Items: "{% $states.input %}",
        MaxConcurrency: 2,
        ItemSelector: { item: "{% $states.context.Map.Item.Value %}" },
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "One",
          States: { One: { Type: "Succeed" } },
        },
        Next: "Pause",
      },
      Pause: { Type: "Wait", Seconds: 1, Next: "Done" },
      Done: { Type: "Succeed", Output: { done: true } },
      Failed: { Type: "Fail", Error: "{% $states.input.e.Error %}", Cause: "because" },
    }),
  },
  {
    name: "the query language given by each state",
    definition: { StartAt: "A", States: { A: { ...end, QueryLanguage: "JSONata" } } },
  },
  { name: "a distributed Map", definition: distributed() },
];
