/** An event as the cases look at it: what it is, what it follows from, and details where they matter. */
export type ExpectedEvent = readonly [type: string, previousEventId: number, details?: object];

export interface HistoryCase {
  readonly name: string;
  readonly states: Record<string, unknown>;
  readonly input?: unknown;
  /** From the second on; the first is `ExecutionStarted`. */
  readonly events: readonly ExpectedEvent[];
}

const inside = { Type: "Pass", End: true };
const mapOf = (fields: object) => ({
  Type: "Map",
  MaxConcurrency: 1,
  ItemProcessor: { StartAt: "In", States: { In: inside } },
  ...fields,
});
const notAnArray = (id: number, value: string) =>
  `An error occurred while executing the state 'Each' (entered at the event id #${id}). Map state input must be an array but was: ${value}`;

/** What follows from what, as histories recorded on AWS have it. */
export const historyCases: readonly HistoryCase[] = [
  {
    name: "a Map succeeds and is left after its last iteration",
    states: { Each: mapOf({ Items: [1, 2] }), After: { Type: "Succeed" } },
    events: [
      ["MapStateEntered", 0],
      ["MapStateStarted", 2, { length: 2 }],
      ["MapIterationStarted", 3, { index: 0, name: "Each" }],
      ["PassStateEntered", 4],
      ["PassStateExited", 5],
      ["MapIterationSucceeded", 6, { index: 0, name: "Each" }],
      ["MapIterationStarted", 6, { index: 1, name: "Each" }],
      ["PassStateEntered", 8],
      ["PassStateExited", 9],
      ["MapIterationSucceeded", 10],
      ["MapStateSucceeded", 11],
      ["MapStateExited", 11, { output: "[1,2]" }],
      ["SucceedStateEntered", 13],
      ["SucceedStateExited", 14],
      ["ExecutionSucceeded", 15],
    ],
  },
  {
    name: "a Map of nothing is left after its start",
    states: { Each: mapOf({ Items: [] }) },
    events: [
      ["MapStateEntered", 0],
      ["MapStateStarted", 2, { length: 0 }],
      ["MapStateSucceeded", 3],
      ["MapStateExited", 3],
      ["ExecutionSucceeded", 5],
    ],
  },
  {
    name: "an evaluation that fails follows from what its state was entered from",
    states: { First: { Type: "Pass" }, Broken: { Type: "Pass", Output: "{% $nothing %}" } },
    events: [
      ["PassStateEntered", 0],
      ["PassStateExited", 2],
      ["PassStateEntered", 3],
      ["EvaluationFailed", 3, { location: "Output", state: "Broken", error: "States.QueryEvaluationError" }],
      ["ExecutionFailed", 5],
    ],
  },
  {
    name: "a timestamp that cannot be read follows from the state's entry",
    states: { Pause: { Type: "Wait", Timestamp: "{% '2016-13-05T21:29:29Z' %}" } },
    events: [
      ["WaitStateEntered", 0],
      ["EvaluationFailed", 2, { location: "Timestamp", state: "Pause" }],
      ["ExecutionFailed", 3],
    ],
  },
  ...[1, "text", true, { foo: "bar" }, null].map((input) => ({
    name: `a Map over ${JSON.stringify(input)}`,
    states: { Each: mapOf({}) },
    input,
    events: [
      ["MapStateEntered", 0, { input: JSON.stringify(input) }],
      [
        "EvaluationFailed",
        0,
        { cause: notAnArray(2, JSON.stringify(input)), state: "Each", location: undefined },
      ],
      ["MapStateFailed", 3],
      ["ExecutionFailed", 4],
    ] satisfies ExpectedEvent[],
  })),
  {
    name: "null is shown as output and as input",
    states: { Nothing: { Type: "Pass", Output: null, Assign: { nothing: null } }, After: { Type: "Pass" } },
    events: [
      ["PassStateEntered", 0],
      ["PassStateExited", 2, { output: "null", assignedVariables: { nothing: "null" } }],
      ["PassStateEntered", 3, { input: "null" }],
      ["PassStateExited", 4, { output: "null" }],
      ["ExecutionSucceeded", 5, { output: "null" }],
    ],
  },
  {
    name: "a Fail state without error and cause shows neither",
    states: { Stop: { Type: "Fail" } },
    events: [
      ["FailStateEntered", 0],
      ["ExecutionFailed", 2, { error: undefined, cause: undefined }],
    ],
  },
];
