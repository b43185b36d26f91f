/** Expression and its value; `input` is `$states.input`. */
export interface ExpressionCase {
  readonly name: string;
  readonly expression: string;
  readonly input?: unknown;
  readonly expected: unknown;
}

/** Functions Step Functions adds. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
export const libraryCases: readonly ExpressionCase[] = [
  {
    name: "$partition cuts an array into chunks",
    expression: "$partition([1,2,3,4], $states.input)",
    input: 2,
    expected: [
      [1, 2],
      [3, 4],
    ],
  },
  { name: "$partition keeps the rest", expression: "$partition([1,2,3], 2)", expected: [[1, 2], [3]] },
  {
    name: "$partition rounds the size down",
    expression: "$partition([1,2,3], 2.9)",
    expected: [[1, 2], [3]],
  },
  { name: "$range includes both ends", expression: "$range(0, 10, 2)", expected: [0, 2, 4, 6, 8, 10] },
  { name: "$range counts down", expression: "$range(3, 1, -1)", expected: [3, 2, 1] },
  { name: "$range of one number is that number", expression: "$range(1, 9, 9)", expected: 1 },
  { name: "$range in a list", expression: "[$range(1, 1, 2)]", expected: [1] },
  { name: "$partition into one chunk stays a list", expression: "$partition([0], 2)", expected: [[0]] },
  { name: "$parse of a list of one", expression: "$parse('[1]')", expected: [1] },
  {
    name: "$hash",
    expression: "$hash('input data', 'SHA-1')",
    expected: "aaff4a450a104cd177d28d18d74485e8cae074b7",
  },
  { name: "$random with a seed repeats itself", expression: "$random(42) = $random(42)", expected: true },
  { name: "$random with a seed is Java's", expression: "$random(42)", expected: 0.7275636800328681 },
  { name: "$uuid is version 4", expression: "$length($uuid())", expected: 36 },
  { name: "$parse reads JSON", expression: `$parse('{"a":[1]}').a`, expected: [1] },
  { name: "$millis follows the clock", expression: "$millis()", expected: 1_000_000_000_000 },
  { name: "$now follows the clock", expression: "$now()", expected: "2001-09-09T01:46:40.000Z" },
  { name: "$now takes a picture", expression: "$now('[Y]-[M01]')", expected: "2001-09" },
];

/** What must fail, and how. */
export const failingCases: readonly { name: string; expression: string; message: RegExp }[] = [
  { name: "nothing", expression: "$states.input.none", message: /returned nothing \(undefined\)\.$/ },
  { name: "nothing, from JSONata", expression: "$states.input.none & none.x[0] ? none", message: /nothing/ },
  { name: "a function", expression: "function($x){$x}", message: /returned an unsupported result type\.$/ },
  { name: "a function inside", expression: "{'f': $sum}", message: /returned an unsupported result type\.$/ },
  { name: "a type error", expression: "1 + 'a'", message: /threw an error during evaluation\. T2002: / },
  { name: "$eval, which AWS leaves out", expression: "$eval('1')", message: /T1005|T1006/ },
  { name: "$parse of no JSON", expression: "$parse('{')", message: /\$parse: the string is not JSON/ },
  { name: "$range of too much", expression: "$range(1, 2000, 1)", message: /at most 1000/ },
  { name: "$range of nothing", expression: "$range(3, 1, 1)", message: /returned nothing \(undefined\)\.$/ },
  { name: "an unknown algorithm", expression: "$hash('a', 'CRC')", message: /MD5, SHA-1, SHA-256/ },
];

/** Paths the shortcut takes, or must leave to JSONata, over all shapes of data. */
export const pathExpressions: readonly string[] = [
  "$states.input",
  "$states.input.a",
  "$states.input.a.b",
  "$states.input.a.b.c",
  '$states.input."a".`b`',
  "$states.input.a[]",
  "$states.input.a[0]",
  "$states.input.a.b[0]",
  "$states.input.a.length",
  "$states.input.a.constructor",
  "$states.input.*",
  "$states.input.a{b: c}",
  "$a",
  "$a.b",
  "$a.b.c",
  "$list",
  "$list.b",
];

export const pathData: readonly unknown[] = [
  {},
  null,
  0,
  "text",
  [],
  [1],
  [{ a: 1 }, { a: [2, 3] }],
  { a: null },
  { a: 0 },
  { a: "" },
  { a: false },
  { a: [] },
  { a: [1] },
  { a: [[1]] },
  { a: [{ b: 1 }] },
  { a: [{ b: 1 }, { b: [2, 3] }, {}] },
  { a: { b: null } },
  { a: { b: [] } },
  { a: { b: [7] } },
  { a: { b: { c: [1, [2]] } } },
  { a: { b: [{ c: 1 }, { c: 2 }] } },
  { a: "text" },
];
