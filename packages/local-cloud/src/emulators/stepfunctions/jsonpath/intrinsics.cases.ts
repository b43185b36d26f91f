export interface IntrinsicCase {
  readonly call: string;
  readonly data?: unknown;
  readonly expected: unknown;
}

export interface FailedIntrinsic {
  readonly call: string;
  readonly data?: unknown;
  readonly message: RegExp;
}

const sums = (pairs: readonly (readonly [number, number, number])[]): IntrinsicCase[] =>
  pairs.map(([one, other, expected]) => ({
    call: "States.MathAdd($.one, $.other)",
    data: { one, other },
    expected,
  }));

const partitions: IntrinsicCase[] = [
  [[], 1, []],
  [[], 5, []],
  [[0], 1, [[0]]],
  [[0], 5, [[0]]],
  [[0, 1], 1, [[0], [1]]],
  [[0, 1], 2, [[0, 1]]],
  [[0, 1, 2], 2, [[0, 1], [2]]],
  [[0, 1, 2, 3], 3, [[0, 1, 2], [3]]],
  [[0, 1, 2, 3], 4, [[0, 1, 2, 3]]],
].map(([array, size, expected]) => ({
  call: "States.ArrayPartition($.array, $.size)",
  data: { array, size },
  expected,
}));

const contained: IntrinsicCase[] = (
  [
    [[], null, false],
    [[], [], false],
    [[], 1, false],
    [[[1, 2, 3], 2], null, false],
    [[[1, 2, 3], 2], [1, 2, 3], true],
    [[{ "1": 2, "2": [] }], [], false],
    [[{ "1": 2, "2": [] }], { "2": [], "1": 2 }, true],
    [[true, false], true, true],
    [["a"], "a", true],
    [[1], "1", false],
  ] as const
).map(([array, value, expected]) => ({
  call: "States.ArrayContains($.array, $.value)",
  data: { array, value },
  expected,
}));

const splits: IntrinsicCase[] = (
  [
    [" ", ",", [" "]],
    [" , ", ",", [" ", " "]],
    [", , ,", ",", [" ", " "]],
    [",,,,", ",", []],
    ["1,2,3,4,5", ",", ["1", "2", "3", "4", "5"]],
    ["This.is+a,test=string", ".+,=", ["This", "is", "a", "test", "string"]],
    ["split on T and \nnew line", "T\n", ["split on ", " and ", "new line"]],
  ] as const
).map(([text, at, expected]) => ({
  call: "States.StringSplit($.text, $.at)",
  data: { text, at },
  expected,
}));

const ranges: IntrinsicCase[] = [
  { call: "States.ArrayRange(1, 9, 2)", expected: [1, 3, 5, 7, 9] },
  { call: "States.ArrayRange(0, 10, 3)", expected: [0, 3, 6, 9] },
  { call: "States.ArrayRange(0, 9, 3)", expected: [0, 3, 6, 9] },
  { call: "States.ArrayRange(1, 9, 9)", expected: [1] },
  { call: "States.ArrayRange(9, 1, -4)", expected: [9, 5, 1] },
  { call: "States.ArrayRange(1, 0, 1)", expected: [] },
  { call: "States.ArrayRange(0.6, 2.4, 1)", expected: [1, 2] },
];

const parsed: IntrinsicCase[] = (
  [
    ["", null],
    [" ", null],
    ["null", null],
    ["-0", -0],
    ["1", 1],
    ["1.1", 1.1],
    ["true", true],
    ['"HelloWorld"', "HelloWorld"],
    ['[1, 2, "HelloWorld"]', [1, 2, "HelloWorld"]],
    ['{"Arg1": 1, "Arg2": []}', { Arg1: 1, Arg2: [] }],
  ] as const
).map(([text, expected]) => ({ call: "States.StringToJson($.text)", data: { text }, expected }));

const written: IntrinsicCase[] = (
  [
    [null, "null"],
    [0, "0"],
    [1.1, "1.1"],
    [true, "true"],
    ["HelloWorld", '"HelloWorld"'],
    [[1, 2, "HelloWorld"], '[1,2,"HelloWorld"]'],
    [{ Arg1: 1, Arg2: [] }, '{"Arg1":1,"Arg2":[]}'],
  ] as const
).map(([value, expected]) => ({ call: "States.JsonToString($.value)", data: { value }, expected }));

const formatted: IntrinsicCase[] = (
  [
    ["", "got ."],
    [" ", "got  ."],
    ["HelloWorld", "got HelloWorld."],
    [null, "got null."],
    [1, "got 1."],
    [1.1, "got 1.1."],
    [true, "got true."],
    ['{"Arg1": 1, "Arg2": []}', 'got {"Arg1": 1, "Arg2": []}.'],
    // Objects are written as Java prints them.
    [{ Arg1: 1, Arg2: [] }, "got {Arg1=1, Arg2=[]}."],
  ] as const
).map(([value, expected]) => ({ call: "States.Format('got {}.', $.value)", data: { value }, expected }));

/**
 * What AWS's guide says, and LocalStack's tests recorded on AWS:
 * https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 * https://github.com/localstack/localstack/tree/main/tests/aws/services/stepfunctions/v2/intrinsic_functions
 */
export const intrinsicCases: readonly IntrinsicCase[] = [
  { call: "States.Array()", expected: [] },
  { call: "States.Array($.Id)", data: { Id: 123456 }, expected: [123456] },
  { call: "States.Array('a', 1, null, true, $.b)", data: { b: [] }, expected: ["a", 1, null, true, []] },
  ...partitions,
  { call: "States.ArrayPartition($.a, 1.6)", data: { a: [1, 2, 3] }, expected: [[1, 2], [3]] },
  ...contained,
  ...ranges,
  { call: "States.ArrayGetItem($.a, 5)", data: { a: [1, 2, 3, 4, 5, 6, 7] }, expected: 6 },
  { call: "States.ArrayGetItem($.a, $.i)", data: { a: ["x"], i: 0 }, expected: "x" },
  { call: "States.ArrayLength($.a)", data: { a: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, expected: 9 },
  { call: "States.ArrayLength($.a)", data: { a: [] }, expected: 0 },
  { call: "States.ArrayUnique($.a)", data: { a: [1, 2, 3, 3, 3, 3, 3, 3, 4] }, expected: [1, 2, 3, 4] },
  {
    call: "States.ArrayUnique($.a)",
    data: { a: ["b", "a", "b", { x: 1 }, { x: 1 }] },
    expected: ["b", "a", { x: 1 }],
  },
  { call: "States.Base64Encode($.d)", data: { d: "Data to encode" }, expected: "RGF0YSB0byBlbmNvZGU=" },
  { call: "States.Base64Decode($.d)", data: { d: "RGF0YSB0byBlbmNvZGU=" }, expected: "Data to encode" },
  { call: "States.Base64Decode(States.Base64Encode('größer €'))", expected: "größer €" },
  {
    call: "States.Hash($.Data, $.Algorithm)",
    data: { Data: "input data", Algorithm: "SHA-1" },
    expected: "aaff4a450a104cd177d28d18d74485e8cae074b7",
  },
  { call: "States.Hash('a', 'MD5')", expected: "0cc175b9c0f1b6a831c399e269772661" },
  {
    call: "States.Hash('a', 'SHA-256')",
    expected: "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
  },
  {
    call: "States.Hash('a', 'SHA-384')",
    expected:
      "54a59b9f22b0b80880d8427e548b7c23abd873486e1f035dce9cd697e85175033caa88e6d57bc35efae0b5afd3145f31",
  },
  {
    call: "States.JsonMerge($.one, $.other, false)",
    data: { one: { a: { a1: 1, a2: 2 }, b: 2 }, other: { a: { a3: 1, a4: 2 }, c: 3 } },
    expected: { a: { a3: 1, a4: 2 }, b: 2, c: 3 },
  },
  ...parsed,
  ...written,
  {
    call: "States.StringToJson($.escaped)",
    data: { escaped: '{"foo": "bar"}' },
    expected: { foo: "bar" },
  },
  ...sums([
    [-9, 3, -6],
    [1.49, 1.5, 3],
    [1.5, 1.51, 4],
    [-1.49, -1.5, -2],
    [-1.5, -1.51, -3],
    [1.49, 0, 1],
    [1.49, -1.49, 0],
    [1.5, 0, 2],
    [1.51, 0, 2],
    [-1.49, 0, -1],
    [-1.5, 0, -1],
    [-1.51, 0, -2],
    [0.5, 0, 1],
    [2.5, 0, 3],
    [3.5, 0, 4],
    [-0.5, 0.5, 1],
    [-0.5, 0, 0],
    [-2.5, 0, -2],
    [-3.5, 0, -3],
    [111, -1, 110],
    [2_147_483_646, 1, 2_147_483_647],
    [-2_147_483_647, -1, -2_147_483_648],
  ]),
  ...splits,
  ...formatted,
  {
    call: "States.Format('Hello, my name is {}.', $.name)",
    data: { name: "Arnav" },
    expected: "Hello, my name is Arnav.",
  },
  {
    call: "States.Format($.template, $.name)",
    data: { template: "Hi {}!", name: "Ann" },
    expected: "Hi Ann!",
  },
  { call: "States.Format('{} and {}', 1, 'two')", expected: "1 and two" },
  { call: "States.Format('no placeholder')", expected: "no placeholder" },
  { call: "States.Format('it\\'s \\{\\} \\\\ {}', 1)", expected: "it's {} \\ 1" },
  { call: "States.Array('it\\'s', 'a\\\\b', '\\{x\\}')", expected: ["it's", "a\\b", "{x}"] },
  {
    call: "States.Format('{}.{}', States.ArrayGetItem(States.StringSplit($.arn, '/'), 1), States.UUID())",
    data: { arn: "a/b" },
    expected: expect_(/^b\.[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  },
  { call: "  States.Array( 1 ,  'a, b)' , $.x[ 0 ] )  ".trim(), data: { x: [7] }, expected: [1, "a, b)", 7] },
  { call: "States.Array($['a,b)'])", data: { "a,b)": 1 }, expected: [1] },
  { call: "States.Array($.list[?(@.n > 1)].n)", data: { list: [{ n: 1 }, { n: 2 }] }, expected: [[2]] },
  { call: "States.ArrayLength($.list[*].n)", data: { list: [{ n: 1 }, { n: 2 }] }, expected: 2 },
  { call: "States.Array($$.Execution.Name, $seen.count)", expected: ["run", 3] },
  { call: "States.MathRandom(5, 6)", expected: 5 },
];

/** An expected text of a form, for what is random. */
function expect_(pattern: RegExp): { readonly pattern: RegExp } {
  return { pattern };
}

export const failedIntrinsics: readonly FailedIntrinsic[] = [
  {
    call: "States.Array($.none)",
    data: { requiredProperty: 1 },
    message:
      /^The function 'States\.Array\(\$\.none\)' had the following error: The JsonPath argument for the field '\$\.none' could not be found in the input '\{"requiredProperty":1\}'$/,
  },
  { call: "States.ArrayPartition('a', 1)", message: /first argument must be an array/ },
  { call: "States.ArrayPartition($.a, 0)", data: { a: [1] }, message: /positive integer/ },
  { call: "States.ArrayPartition($.a, -1)", data: { a: [1] }, message: /positive integer/ },
  { call: "States.ArrayPartition($.a, 'x')", data: { a: [1] }, message: /second argument must be a number/ },
  { call: "States.ArrayContains(1, 1)", message: /must be an array/ },
  { call: "States.ArrayRange(1, 1001, 1)", data: {}, message: /1001 items, more than the 1000/ },
  { call: "States.ArrayRange(1, 10, 0)", message: /must not be 0/ },
  { call: "States.ArrayRange('1', 10, 1)", message: /first argument must be a number/ },
  { call: "States.ArrayGetItem($.a, 3)", data: { a: [1, 2, 3] }, message: /index 3 is out of bounds/ },
  { call: "States.ArrayGetItem($.a, -1)", data: { a: [1] }, message: /index -1 is out of bounds/ },
  { call: "States.ArrayLength($.a)", data: { a: "abc" }, message: /must be an array/ },
  { call: "States.ArrayUnique($.a)", data: { a: {} }, message: /must be an array/ },
  { call: "States.Base64Encode(1)", message: /must be a string/ },
  {
    call: "States.Base64Encode($.a)",
    data: { a: "x".repeat(10_001) },
    message: /10001 characters, more than the 10000/,
  },
  { call: "States.Base64Decode('a=b')", message: /is not Base64/ },
  { call: "States.Base64Decode('abcde')", message: /is not Base64/ },
  { call: "States.Hash('a', 'CRC32')", message: /must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512/ },
  { call: "States.Hash('a', 'constructor')", message: /must be one of MD5/ },
  { call: "States.Hash($.a, 'MD5')", data: { a: "x".repeat(10_001) }, message: /more than the 10000/ },
  { call: "States.JsonMerge($.a, $.a, true)", data: { a: {} }, message: /shallow/ },
  {
    call: "States.JsonMerge($.a, 'x', false)",
    data: { a: {} },
    message: /second argument must be a JSON object/,
  },
  { call: "States.StringToJson('{')", message: /not JSON/ },
  { call: "States.StringToJson(1)", message: /must be a string/ },
  { call: "States.MathAdd('1', 2)", message: /first argument must be a number/ },
  { call: "States.MathAdd(2147483647, 1)", message: /outside the range/ },
  { call: "States.MathAdd(-2147483648, -1)", message: /outside the range/ },
  { call: "States.MathRandom(2, 1)", message: /must be less than the second/ },
  { call: "States.MathRandom(1, 1)", message: /must be less than the second/ },
  { call: "States.MathRandom('a', 1)", message: /must be a number/ },
  { call: "States.StringSplit(1, ',')", message: /must be a string/ },
  { call: "States.StringSplit('a', 1)", message: /second argument must be a string/ },
  { call: "States.Format('{} {}', 1)", message: /2 placeholders, and there are 1/ },
  { call: "States.Format('{}', 1, 2)", message: /1 placeholders, and there are 2/ },
  { call: "States.Format(1)", message: /must be a string/ },
  {
    call: "States.Format('{}', States.MathAdd('1', 1))",
    message: /^The function 'States\.MathAdd\('1', 1\)' had the following error/,
  },
];

const nested = (depth: number): string => (depth === 0 ? "1" : `States.Array(${nested(depth - 1)})`);

/** Refused with the definition. */
export const refusedIntrinsics: readonly string[] = [
  "States.Nothing()",
  "States.constructor()",
  "States.Array(",
  "States.Array(1",
  "States.Array(1,)",
  "States.Array(1 2)",
  "States.Array(1) and more",
  "States.Array('open)",
  "States.Array('bad \\x escape')",
  'States.Array("double")',
  "States.Array(name)",
  "States.UUID(1)",
  "States.ArrayLength()",
  "States.ArrayGetItem($.a)",
  "States.MathRandom(1)",
  "States.MathRandom(1, 2, 3, 4)",
  "States.JsonMerge($.a, $.b)",
  "States.Format()",
  "States.Array($.a[)",
  nested(11),
];

export const deepestIntrinsic = nested(10);
