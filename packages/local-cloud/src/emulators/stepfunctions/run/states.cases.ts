interface StatesCase {
  readonly name: string;
  readonly states: Record<string, unknown>;
  readonly input?: unknown;
  readonly expected: { status: "SUCCEEDED" | "FAILED"; output?: unknown; error?: string };
}

const succeeded = (output: unknown) => ({ status: "SUCCEEDED" as const, output });
const failed = (error: string) => ({ status: "FAILED" as const, error });
const end = { Type: "Pass", End: true };

/** Whole machines, states in order; several from https://docs.aws.amazon.com/step-functions/latest/dg/. */
export const statesCases: readonly StatesCase[] = [
  {
    name: "Pass hands its input on",
    states: { A: { Type: "Pass" } },
    input: { a: [1] },
    expected: succeeded({ a: [1] }),
  },
  {
    name: "Output takes literals, expressions and nested JSON",
    states: {
      A: {
        Type: "Pass",
        Output: {
          static: "Hello",
          title: "{% $states.input.title %}",
          list: [1, "{% $states.input.n + 1 %}", null, "{% [$states.input.title] %}"],
        },
      },
    },
    input: { title: "Doctor", n: 1 },
    expected: succeeded({ static: "Hello", title: "Doctor", list: [1, 2, null, ["Doctor"]] }),
  },
  {
    name: "Output may be one expression over several lines",
    states: { A: { Type: "Pass", Output: "{%\n  $states.input.a\n  + 1\n%}" } },
    input: { a: 1 },
    expected: succeeded(2),
  },
  {
    // transforming-data.html: "Assign and Output are evaluated in parallel"
    name: "Output and Assign see the variables as they were on entry",
    states: {
      A: { Type: "Pass", Assign: { x: 3, a: 6 } },
      B: { Type: "Pass", Assign: { x: "{% $a %}", nextX: "{% $x %}" }, Output: "{% $x %}" },
      C: { Type: "Pass", Output: { x: "{% $x %}", nextX: "{% $nextX %}", b: "{% $states.input %}" } },
    },
    expected: succeeded({ x: 6, nextX: 3, b: 3 }),
  },
  {
    name: "a variable nobody assigned is an evaluation error",
    states: { A: { Type: "Pass", Output: "{% $nobody %}" } },
    expected: failed("States.QueryEvaluationError"),
  },
  {
    // state-choice.html
    name: "Choice takes the first rule whose condition holds, with its own Assign and Output",
    states: {
      Pick: {
        Type: "Choice",
        Choices: [
          { Condition: "{% $states.input.type = 'Private' %}", Next: "Private" },
          {
            Condition: "{% $states.input.value >= 20 and $states.input.value < 30 %}",
            Assign: { range: "twenties" },
            Output: "{% $states.input.value %}",
            Next: "Twenties",
          },
        ],
        Default: "Other",
      },
      Private: end,
      Twenties: { ...end, Output: { range: "{% $range %}", value: "{% $states.input %}" } },
      Other: end,
    },
    input: { type: "Public", value: 22 },
    expected: succeeded({ range: "twenties", value: 22 }),
  },
  {
    name: "Choice falls to Default with the state's Output",
    states: {
      Pick: {
        Type: "Choice",
        Choices: [{ Condition: "{% false %}", Next: "Never" }],
        Output: "default",
        Default: "Other",
      },
      Never: end,
      Other: end,
    },
    expected: succeeded("default"),
  },
  {
    name: "Choice without a match fails with States.NoChoiceMatched",
    states: {
      Pick: { Type: "Choice", Choices: [{ Condition: "{% false %}", Next: "Never" }] },
      Never: end,
    },
    expected: failed("States.NoChoiceMatched"),
  },
  {
    name: "a condition that is no boolean is an evaluation error",
    states: { Pick: { Type: "Choice", Choices: [{ Condition: "{% 1 %}", Next: "Never" }] }, Never: end },
    expected: failed("States.QueryEvaluationError"),
  },
  {
    // state-parallel.html
    name: "Parallel gives each branch a copy of the input and collects outputs in order",
    states: {
      Lookup: {
        Type: "Parallel",
        Arguments: { id: "{% $states.input.customer %}" },
        Branches: [
          {
            StartAt: "Address",
            States: { Address: { ...end, Output: "{% $states.input.id & ' address' %}" } },
          },
          { StartAt: "Phone", States: { Phone: { ...end, Output: "{% $states.input.id & ' phone' %}" } } },
        ],
        Output: { both: "{% $states.result %}", was: "{% $states.input.customer %}" },
      },
    },
    input: { customer: "c1" },
    expected: succeeded({ both: ["c1 address", "c1 phone"], was: "c1" }),
  },
  {
    // workflow-variables.html, "Variable scope"
    name: "a branch reads outer variables and keeps its own to itself",
    states: {
      Set: { Type: "Pass", Assign: { outer: 1 } },
      Both: {
        Type: "Parallel",
        Branches: [
          {
            StartAt: "L1",
            States: {
              L1: { Type: "Pass", Assign: { inner: "{% $outer + 1 %}" }, Next: "L2" },
              L2: { ...end, Output: "{% $inner %}" },
            },
          },
          { StartAt: "R1", States: { R1: { ...end, Output: "{% $exists($inner) %}" } } },
        ],
        Assign: { collected: "{% $states.result %}" },
      },
      After: { Type: "Pass", Output: { collected: "{% $collected %}", inner: "{% $exists($inner) %}" } },
    },
    expected: succeeded({ collected: [2, false], inner: false }),
  },
  {
    name: "an error in a branch fails the Parallel state",
    states: {
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "Slow", States: { Slow: { Type: "Wait", Seconds: 3600, End: true } } },
          { StartAt: "Bad", States: { Bad: { Type: "Fail", Error: "Broken", Cause: "on purpose" } } },
        ],
      },
    },
    expected: failed("Broken"),
  },
  {
    // state-map-inline.html
    name: "Map runs the processor for each item, with index and value in the context",
    states: {
      Each: {
        Type: "Map",
        Items: "{% $states.input.shipped %}",
        MaxConcurrency: 1,
        ItemSelector: {
          parcel: "{% $states.context.Map.Item.Value %}",
          index: "{% $states.context.Map.Item.Index %}",
          courier: "{% $states.input.courier %}",
        },
        ItemProcessor: {
          StartAt: "Validate",
          States: {
            Validate: {
              ...end,
              Assign: { seen: "{% $states.context.Map.Item.Value.prod %}" },
              Output: "{% $states.input.courier & ' ' & $states.input.parcel.prod & $states.input.index %}",
            },
          },
        },
      },
    },
    input: { courier: "UQS", shipped: [{ prod: "R31" }, { prod: "S39" }] },
    expected: succeeded(["UQS R310", "UQS S391"]),
  },
  {
    name: "Map takes an array of literals, and its own input when it has no Items",
    states: {
      Literals: {
        Type: "Map",
        Items: [1, "{% 1 + 1 %}"],
        ItemProcessor: { StartAt: "In1", States: { In1: { ...end } } },
      },
      Input: {
        Type: "Map",
        ItemProcessor: { StartAt: "In2", States: { In2: { ...end, Output: "{% $states.input * 10 %}" } } },
      },
    },
    expected: succeeded([10, 20]),
  },
  {
    name: "Map of nothing",
    states: {
      Each: { Type: "Map", Items: [], ItemProcessor: { StartAt: "In", States: { In: { ...end } } } },
    },
    expected: succeeded([]),
  },
  {
    name: "Map of what is no array is an evaluation error",
    states: {
      Each: {
        Type: "Map",
        Items: "{% 1 %}",
        ItemProcessor: { StartAt: "In", States: { In: { ...end } } },
      },
    },
    expected: failed("States.QueryEvaluationError"),
  },
  {
    name: "Succeed ends with its Output",
    states: { A: { Type: "Pass", Next: "Done" }, Done: { Type: "Succeed", Output: { ok: true } } },
    expected: succeeded({ ok: true }),
  },
  {
    name: "Fail evaluates Error and Cause",
    states: { A: { Type: "Fail", Error: "{% 'Order' & 'Rejected' %}", Cause: "{% $states.input.why %}" } },
    input: { why: "sold out" },
    expected: failed("OrderRejected"),
  },
  {
    name: "Wait of no time, and until a time that has passed",
    states: {
      A: { Type: "Wait", Seconds: 0 },
      B: { Type: "Wait", Timestamp: "{% '2016-12-05T21:29:29Z' %}" },
    },
    expected: succeeded({}),
  },
  {
    name: "a timestamp that is none is an evaluation error",
    states: { A: { Type: "Wait", Timestamp: "{% '2016-12-05 21:29:29Z' %}" } },
    expected: failed("States.QueryEvaluationError"),
  },
  {
    name: "an output over 256 KiB fails with States.DataLimitExceeded",
    states: { A: { Type: "Pass", Output: "{% $pad('', 262143, 'x') %}" } },
    expected: failed("States.DataLimitExceeded"),
  },
  {
    name: "256 KiB are counted in bytes, not characters",
    states: { A: { Type: "Pass", Output: "{% $pad('', 100000, '€') %}" } },
    expected: failed("States.DataLimitExceeded"),
  },
  {
    name: "a variable over 256 KiB fails as well",
    states: { A: { Type: "Pass", Assign: { big: "{% $pad('', 262143, 'x') %}" } } },
    expected: failed("States.DataLimitExceeded"),
  },
];
