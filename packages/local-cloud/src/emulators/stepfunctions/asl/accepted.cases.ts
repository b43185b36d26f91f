import { type AcceptedDefinition, distributed, end, jsonata } from "./definitions.fixture.ts";

export const acceptedDefinitions: readonly AcceptedDefinition[] = [
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
