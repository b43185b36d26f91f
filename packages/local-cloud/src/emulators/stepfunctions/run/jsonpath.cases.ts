interface JsonPathCase {
  readonly name: string;
  readonly states: Record<string, unknown>;
  readonly input?: unknown;
  readonly expected: { status: "SUCCEEDED" | "FAILED"; output?: unknown; error?: string; cause?: string };
}

const succeeded = (output: unknown) => ({ status: "SUCCEEDED" as const, output });
const failed = (error: string, state: string, cause: string, event = 2) => ({
  status: "FAILED" as const,
  error,
  cause: `An error occurred while executing the state '${state}' (entered at the event id #${event}). ${cause}`,
});
const runtime = (cause: string) => failed("States.Runtime", "A", cause);
const pass = (fields: object) => ({ A: { Type: "Pass", ...fields } });
const each = (fields: object, inner: object = { Type: "Pass" }) => ({
  A: {
    Type: "Map",
    ItemProcessor: { StartAt: "In", States: { In: { End: true, ...inner } } },
    ...fields,
  },
});
const both = (fields: object) => ({
  A: {
    Type: "Parallel",
    Branches: [
      { StartAt: "One", States: { One: { Type: "Pass", End: true } } },
      { StartAt: "Two", States: { Two: { Type: "Pass", Result: 2, End: true } } },
    ],
    ...fields,
  },
});
const failing = { StartAt: "F", States: { F: { Type: "Fail", Error: "Own", Cause: "why" } } };
const caught = (fields: object) => ({
  A: {
    Type: "Parallel",
    Branches: [failing],
    Catch: [{ ErrorEquals: ["Own"], Next: "B", ...fields }],
    End: true,
  },
  B: { Type: "Pass" },
});
const chosen = (rule: object, fields: object = {}) => ({
  A: { Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No", ...fields },
  No: { Type: "Pass", Result: "no", End: true },
  Yes: { Type: "Pass", Result: "yes", End: true },
});

/**
 * Machines whose query language is JSONPath, states in order.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html; causes of failures are from
 * executions on AWS that LocalStack's tests and others published.
 */
export const jsonPathCases: readonly JsonPathCase[] = [
  { name: "Pass hands its input on", states: pass({}), input: { a: 1 }, expected: succeeded({ a: 1 }) },
  {
    name: "InputPath takes a part",
    states: pass({ InputPath: "$.dataset2" }),
    input: { dataset1: { val1: 1 }, dataset2: { val1: "a" } },
    expected: succeeded({ val1: "a" }),
  },
  {
    name: "InputPath of null is {}",
    states: pass({ InputPath: null }),
    input: { a: 1 },
    expected: succeeded({}),
  },
  {
    name: "InputPath may name the context object",
    states: pass({ InputPath: "$$.Execution.Input.a" }),
    input: { a: [1] },
    expected: succeeded([1]),
  },
  {
    name: "OutputPath of null is {}",
    states: pass({ OutputPath: null }),
    input: { a: 1 },
    expected: succeeded({}),
  },
  {
    name: "OutputPath takes a part",
    states: pass({ OutputPath: "$.a" }),
    input: { a: { b: 1 } },
    expected: succeeded({ b: 1 }),
  },
  {
    name: "OutputPath with a wildcard is a list",
    states: pass({ OutputPath: "$.list[*].n" }),
    input: { list: [{ n: 1 }, { m: 2 }, { n: 3 }] },
    expected: succeeded([1, 3]),
  },
  {
    name: "Parameters take literals, paths and functions at any depth",
    states: pass({
      Parameters: {
        comment: "literal",
        list: [{ "in.$": "$.product.color" }, 7],
        "size.$": "$.product.details.size",
        "all.$": "$",
        "name.$": "States.Format('{}-{}', $.product.color, $.product.details.size)",
        nothing: null,
      },
    }),
    input: { product: { details: { size: "small" }, color: "blue" } },
    expected: succeeded({
      comment: "literal",
      list: [{ in: "blue" }, 7],
      size: "small",
      all: { product: { details: { size: "small" }, color: "blue" } },
      name: "blue-small",
      nothing: null,
    }),
  },
  {
    name: "Parameters come after InputPath",
    states: pass({ InputPath: "$.a", Parameters: { "b.$": "$.b" } }),
    input: { a: { b: 1 } },
    expected: succeeded({ b: 1 }),
  },
  {
    name: "Result stands in the place of the input",
    states: pass({ Result: { x: "{}", "y.$": "$.not.a.path" } }),
    expected: succeeded({ x: "{}", "y.$": "$.not.a.path" }),
  },
  {
    name: "ResultPath puts the result into the input",
    states: pass({ Result: { sum: 7 }, ResultPath: "$.lambda.deep[0].x" }),
    input: { a: 1, lambda: { deep: [{ y: 2 }], z: 3 } },
    expected: succeeded({ a: 1, lambda: { deep: [{ y: 2, x: { sum: 7 } }], z: 3 } }),
  },
  {
    name: "ResultPath makes what is not there",
    states: pass({ Result: 1, ResultPath: "$['a b'].c" }),
    expected: succeeded({ "a b": { c: 1 } }),
  },
  {
    name: "ResultPath is into the whole input, also after an InputPath",
    states: pass({ InputPath: "$.a", ResultPath: "$.copy" }),
    input: { a: 1, b: 2 },
    expected: succeeded({ a: 1, b: 2, copy: 1 }),
  },
  {
    name: "ResultPath of null drops the result",
    states: pass({ Result: 1, ResultPath: null }),
    input: { a: 1 },
    expected: succeeded({ a: 1 }),
  },
  {
    name: "ResultPath $ is the result alone",
    states: pass({ Result: 1, ResultPath: "$" }),
    input: { a: 1 },
    expected: succeeded(1),
  },
  {
    name: "ResultPath into what is no object",
    states: pass({ Result: 1, ResultPath: "$.a.b" }),
    input: { a: "text" },
    expected: failed(
      "States.ResultPathMatchFailure",
      "A",
      'Unable to apply ReferencePath $.a.b to input {"a":"text"}',
    ),
  },
  {
    name: "ResultPath past the end of a list",
    states: pass({ Result: 1, ResultPath: "$.a[1]" }),
    input: { a: [0] },
    expected: failed(
      "States.ResultPathMatchFailure",
      "A",
      'Unable to apply ReferencePath $.a[1] to input {"a":[0]}',
    ),
  },
  {
    name: "a missing InputPath",
    states: pass({ InputPath: "$.NoSuchInputPath" }),
    expected: runtime("Invalid path '$.NoSuchInputPath' : No results for path: $['NoSuchInputPath']"),
  },
  {
    name: "a missing OutputPath",
    states: pass({ OutputPath: "$.NoSuchOutputPath" }),
    expected: runtime("Invalid path '$.NoSuchOutputPath' : No results for path: $['NoSuchOutputPath']"),
  },
  {
    name: "an OutputPath with nothing on the way",
    states: pass({ OutputPath: "$.no.such.result.path" }),
    expected: runtime("Invalid path '$.no.such.result.path' : Missing property in path $['no']"),
  },
  {
    name: "a missing path in Parameters",
    states: pass({ Parameters: { "value.$": "$.no_such_jsonpath" } }),
    input: { a: 1 },
    expected: runtime(
      "The JSONPath '$.no_such_jsonpath' specified for the field 'value.$' could not be found in the input '{\"a\":1}'",
    ),
  },
  {
    name: "a function that fails",
    states: pass({ Parameters: { "value.$": "States.MathAdd($.a, 1)" } }),
    input: { a: "1" },
    expected: failed(
      "States.IntrinsicFailure",
      "A",
      "The function 'States.MathAdd($.a, 1)' had the following error: The first argument must be a number, but was: \"1\"",
    ),
  },
  {
    name: "a variable that has no value",
    states: pass({ Parameters: { "value.$": "$nobody" } }),
    expected: runtime(
      "The JSONPath '$nobody' specified for the field 'value.$' could not be found in the input 'null'",
    ),
  },
  {
    name: "variables are assigned from the state's data and seen by later states",
    states: {
      A: { Type: "Pass", Assign: { "total.$": "$.n", fixed: [1], "made.$": "States.MathAdd($.n, 1)" } },
      B: { Type: "Pass", Result: 5, Assign: { "total.$": "$", "before.$": "$total" } },
      C: {
        Type: "Pass",
        Parameters: { "total.$": "$total", "before.$": "$before", "first.$": "$fixed[0]", "made.$": "$made" },
      },
    },
    input: { n: 2 },
    expected: succeeded({ total: 5, before: 2, first: 1, made: 3 }),
  },
  {
    name: "a state of its own may be JSONata, and sees the variables",
    states: {
      A: { Type: "Pass", Assign: { "n.$": "$.n" } },
      B: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $n + 1 %}", Assign: { m: "{% $n * 10 %}" } },
      C: { Type: "Pass", Parameters: { "n.$": "$", "m.$": "$m" } },
    },
    input: { n: 2 },
    expected: succeeded({ n: 3, m: 20 }),
  },
  {
    name: "Choice takes the first that holds",
    states: chosen({ Variable: "$.a", NumericEquals: 1 }),
    input: { a: 1 },
    expected: succeeded("yes"),
  },
  {
    name: "Choice takes Default otherwise",
    states: chosen({ Variable: "$.a", NumericEquals: 1 }),
    input: { a: 2 },
    expected: succeeded("no"),
  },
  {
    name: "Choice looks at what InputPath leaves, and OutputPath takes a part of that",
    states: {
      A: {
        Type: "Choice",
        InputPath: "$.in",
        OutputPath: "$.out",
        Choices: [{ Variable: "$.a", StringMatches: "x*", Next: "B", Assign: { "seen.$": "$.a" } }],
      },
      B: { Type: "Pass", Parameters: { "input.$": "$", "seen.$": "$seen" } },
    },
    input: { in: { a: "xy", out: 1 } },
    expected: succeeded({ input: 1, seen: "xy" }),
  },
  {
    name: "Choice about what is not there",
    states: chosen({ Variable: "$.a", NumericEquals: 1 }),
    expected: runtime("Invalid path '$.a': The choice state's condition path references an invalid value."),
  },
  {
    name: "Choice compared with what is not there",
    states: chosen({ Variable: "$.a", NumericEqualsPath: "$.b" }),
    input: { a: 1 },
    expected: runtime("Invalid path '$.b': The choice state's condition path references an invalid value."),
  },
  {
    name: "Choice where nothing holds and there is no Default",
    states: {
      A: { Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true, Next: "B" }] },
      B: { Type: "Succeed" },
    },
    input: { a: 1 },
    expected: failed(
      "States.NoChoiceMatched",
      "A",
      "Failed to transition out of the state. The state does not point to a next state.",
    ),
  },
  {
    name: "Wait takes its seconds from the input",
    states: { A: { Type: "Wait", SecondsPath: "$.s" } },
    input: { s: 0 },
    expected: succeeded({ s: 0 }),
  },
  {
    name: "Wait for what is not there",
    states: { A: { Type: "Wait", SecondsPath: "$.input.waitSeconds" } },
    expected: runtime("The SecondsPath parameter does not reference an input value: $.input.waitSeconds"),
  },
  {
    name: "Wait for a negative time",
    states: { A: { Type: "Wait", SecondsPath: "$.s" } },
    input: { s: -1 },
    expected: runtime("The SecondsPath parameter references a negative value: $.s == -1"),
  },
  {
    name: "Wait for a part of a second",
    states: { A: { Type: "Wait", SecondsPath: "$.s" } },
    input: { s: 1.5 },
    expected: runtime("The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5"),
  },
  {
    name: "Wait until a time that is over",
    states: { A: { Type: "Wait", TimestampPath: "$.at" } },
    input: { at: "2016-12-05T21:29:29Z" },
    expected: succeeded({ at: "2016-12-05T21:29:29Z" }),
  },
  ...["2016-13-05T21:29:29Z", "2016-12-05T25:29:29Z", "2016-12-05T21:29:29", "2016-12-05 21:29:29Z"].map(
    (at) => ({
      name: `Wait until ${at}`,
      states: { A: { Type: "Wait", TimestampPath: "$.TimestampValue" } },
      input: { TimestampValue: at },
      expected: runtime(
        `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.TimestampValue == ${at}`,
      ),
    }),
  ),
  {
    name: "Wait for longer than an execution may last",
    states: { A: { Type: "Wait", TimestampPath: "$.at" } },
    input: { at: "2999-01-01T00:00:00Z" },
    expected: runtime("Wait state delay is too long."),
  },
  {
    name: "Succeed filters input and output",
    states: { A: { Type: "Succeed", InputPath: "$.a", OutputPath: "$.b" } },
    input: { a: { b: 1 } },
    expected: succeeded(1),
  },
  {
    name: "Fail takes error and cause from the input",
    states: { A: { Type: "Fail", ErrorPath: "$.e", CausePath: "States.Format('because {}', $.c)" } },
    input: { e: "Own", c: 1 },
    expected: { status: "FAILED", error: "Own", cause: "because 1" },
  },
  {
    name: "Fail with a path to nothing",
    states: { A: { Type: "Fail", ErrorPath: "$.ErrorX" } },
    expected: runtime(
      "The JSONPath '$.ErrorX' specified for the field 'ErrorPath' could not be found in the input '{}'",
    ),
  },
  {
    name: "Parallel gives Parameters to its branches and selects from their results",
    states: both({
      Parameters: { "n.$": "$.n" },
      ResultSelector: { "first.$": "$[0].n", "second.$": "$[1]", fixed: true },
      ResultPath: "$.results",
    }),
    input: { n: 1 },
    expected: succeeded({ n: 1, results: { first: 1, second: 2, fixed: true } }),
  },
  {
    name: "Assign of a state with branches is about their results, before ResultSelector",
    states: {
      ...both({ ResultSelector: { "two.$": "$[1]" }, Assign: { "all.$": "$" } }),
      B: { Type: "Pass", Parameters: { "all.$": "$all", "output.$": "$" } },
    },
    input: { n: 1 },
    expected: succeeded({ all: [{ n: 1 }, 2], output: { two: 2 } }),
  },
  {
    name: "Map takes its items by ItemsPath, and each by ItemSelector",
    states: each({
      ItemsPath: "$.items",
      ItemSelector: { "index.$": "$$.Map.Item.Index", "value.$": "$$.Map.Item.Value", "of.$": "$.of" },
      ResultPath: "$.done",
    }),
    input: { items: ["a", "b"], of: 2 },
    expected: succeeded({
      items: ["a", "b"],
      of: 2,
      done: [
        { index: 0, value: "a", of: 2 },
        { index: 1, value: "b", of: 2 },
      ],
    }),
  },
  {
    name: "Map of the former names: Iterator and Parameters",
    states: {
      A: {
        Type: "Map",
        InputPath: "$.detail",
        ItemsPath: "$.shipped",
        Parameters: { "parcel.$": "$$.Map.Item.Value", "courier.$": "$['delivery-partner']" },
        Iterator: { StartAt: "In", States: { In: { Type: "Pass", End: true } } },
      },
    },
    input: { detail: { "delivery-partner": "UQS", shipped: [{ prod: "R31" }] } },
    expected: succeeded([{ parcel: { prod: "R31" }, courier: "UQS" }]),
  },
  { name: "Map of an input that is a list", states: each({}), input: [1, 2], expected: succeeded([1, 2]) },
  { name: "Map of no items", states: each({}), input: [], expected: succeeded([]) },
  {
    name: "Map of what is no list",
    states: each({}),
    input: { a: 1 },
    expected: runtime('Reference path "$" must point to array.'),
  },
  {
    name: "Map of what is not there",
    states: each({ ItemsPath: "$.items" }),
    input: { a: 1 },
    expected: failed("States.ReferencePathConflict", "A", 'Unable to apply step "items" to input {"a":1}'),
  },
  {
    name: "Map with MaxConcurrencyPath",
    states: each({ ItemsPath: "$.items", MaxConcurrencyPath: "$.most" }),
    input: { items: [1, 2], most: 1 },
    expected: succeeded([1, 2]),
  },
  {
    name: "Map with a MaxConcurrencyPath to text",
    states: each({ ItemsPath: "$.items", MaxConcurrencyPath: "$.MaxConcurrencyValue" }),
    input: { items: [], MaxConcurrencyValue: "NoNumber" },
    expected: runtime(
      'The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.MaxConcurrencyValue',
    ),
  },
  {
    name: "Map with a ToleratedFailureCountPath to an object",
    states: each({ ItemsPath: "$.items", ToleratedFailureCountPath: "$.ToleratedFailureCount" }),
    input: { items: [], ToleratedFailureCount: {} },
    expected: runtime(
      'The ToleratedFailureCountPath field refers to value "{}" which is not a valid integer: $.ToleratedFailureCount',
    ),
  },
  {
    name: "Map with a ToleratedFailurePercentagePath to text",
    states: each({ ItemsPath: "$.items", ToleratedFailurePercentagePath: "$.ToleratedFailurePercentage" }),
    input: { items: [], ToleratedFailurePercentage: "NoNumber" },
    expected: runtime(
      'The ToleratedFailurePercentagePath field refers to value "NoNumber" which is not a valid float: $.ToleratedFailurePercentage',
    ),
  },
  {
    name: "Catch gives the error alone",
    states: caught({}),
    input: { a: 1 },
    expected: succeeded({ Error: "Own", Cause: "why" }),
  },
  {
    name: "Catch puts the error into the input",
    states: caught({ ResultPath: "$.failure" }),
    input: { a: 1 },
    expected: succeeded({ a: 1, failure: { Error: "Own", Cause: "why" } }),
  },
  {
    name: "Catch with ResultPath null goes on with the input",
    states: caught({ ResultPath: null }),
    input: { a: 1 },
    expected: succeeded({ a: 1 }),
  },
  {
    name: "Catch assigns from the error",
    states: {
      ...caught({ Assign: { "why.$": "$.Cause" } }),
      B: { Type: "Pass", Parameters: { "why.$": "$why" } },
    },
    expected: succeeded({ why: "why" }),
  },
  {
    name: "a ResultPath that does not fit can be caught",
    states: {
      ...both({
        ResultPath: "$.a.b",
        Catch: [{ ErrorEquals: ["States.ResultPathMatchFailure"], Next: "B", ResultPath: "$.failure.kept" }],
      }),
      B: { Type: "Pass", OutputPath: "$.failure.kept.Error" },
    },
    input: { a: 1 },
    expected: succeeded("States.ResultPathMatchFailure"),
  },
  {
    name: "a function that fails in ResultSelector can be caught by States.ALL",
    states: {
      ...both({
        ResultSelector: { "x.$": "States.ArrayGetItem($, 9)" },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }],
      }),
      B: { Type: "Pass", OutputPath: "$.Error" },
    },
    expected: succeeded("States.IntrinsicFailure"),
  },
  {
    name: "a missing path in ResultSelector is not caught by States.ALL",
    states: {
      ...both({
        ResultSelector: { "x.$": "$.none" },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }],
      }),
      B: { Type: "Pass" },
    },
    expected: runtime(
      "The JSONPath '$.none' specified for the field 'x.$' could not be found in the input '[{},2]'",
    ),
  },
];
