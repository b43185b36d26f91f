/** Comparison, variable, what it is compared with, and whether it holds. */
export type ComparisonCase = readonly [name: string, variable: unknown, value: unknown, holds: boolean];

const noStrings = [null, 0, 1, 1.1, [], [""], {}, { A: 0 }, true, false];
const texts = ["", " ", "HelloWorld", "2012-10-09T19:00:55", "2012-10-09T19:00:55Z", "2023-02-24"];
const numbers = [0, 1, 1.1, -1];
const booleans = [true, false];
const everything = [...noStrings, ...texts, -1];

const tested = (name: string, holdsFor: readonly unknown[]): ComparisonCase[] =>
  everything.flatMap((value): ComparisonCase[] => {
    const holds = holdsFor.some((one) => JSON.stringify(one) === JSON.stringify(value));
    return [
      [name, value, true, holds],
      [name, value, false, !holds],
    ];
  });

/** Pairs in order: less, equal, greater. */
const ordered = (
  type: string,
  {
    less,
    equal,
  }: { less: readonly (readonly [unknown, unknown])[]; equal: readonly (readonly [unknown, unknown])[] },
): ComparisonCase[] => [
  ...less.flatMap(([one, other]): ComparisonCase[] => [
    [`${type}Equals`, one, other, false],
    [`${type}LessThan`, one, other, true],
    [`${type}LessThanEquals`, one, other, true],
    [`${type}GreaterThan`, one, other, false],
    [`${type}GreaterThanEquals`, one, other, false],
    [`${type}GreaterThan`, other, one, true],
    [`${type}LessThan`, other, one, false],
  ]),
  ...equal.flatMap(([one, other]): ComparisonCase[] => [
    [`${type}Equals`, one, other, true],
    [`${type}LessThan`, one, other, false],
    [`${type}LessThanEquals`, one, other, true],
    [`${type}GreaterThan`, one, other, false],
    [`${type}GreaterThanEquals`, one, other, true],
  ]),
];

const ofOtherTypes = (type: string, others: readonly unknown[], value: unknown): ComparisonCase[] =>
  others.flatMap((variable): ComparisonCase[] =>
    ["Equals", "LessThanEquals", "GreaterThanEquals"].map((name) => [
      `${type}${name}`,
      variable,
      value,
      false,
    ]),
  );

/**
 * As recorded on AWS in LocalStack's tests, and by the specification: what is of another type does not compare.
 * https://github.com/localstack/localstack/tree/main/tests/aws/services/stepfunctions/v2/choice_operators
 * https://states-language.net/#data-test-expression
 */
export const comparisonCases: readonly ComparisonCase[] = [
  ...tested("IsNull", [null]),
  ...tested("IsBoolean", booleans),
  ...tested("IsNumeric", numbers),
  ...tested("IsString", texts),
  ...tested("IsTimestamp", ["2012-10-09T19:00:55Z"]),
  ...everything.flatMap((value): ComparisonCase[] => [
    ["BooleanEquals", value, true, value === true],
    ["BooleanEquals", value, false, value === false],
  ]),
  ...ordered("Numeric", {
    less: [
      [0, 1],
      [-1, 0],
      [1.1, 1.2],
    ],
    equal: [
      [0, 0],
      [0, -0],
      [2.22, 2.22],
      [1, 1.0],
    ],
  }),
  ...ofOtherTypes("Numeric", [null, "", " ", "0", [], [""], {}, { A: 0 }, true, false], 0),
  ...ordered("String", {
    less: [
      ["", "A"],
      ["A", "AB"],
      ["A", "A "],
      ["A", "A\t\n\r"],
      ["AB", "ABC"],
      ["B", "a"],
    ],
    equal: [
      ["", ""],
      ["Hello", "Hello"],
    ],
  }),
  ["StringEquals", " ", "     ", false],
  ["StringEquals", "\t\n", "\t\r\n", false],
  ...ofOtherTypes("String", noStrings, "HelloWorld"),
  ...ordered("Timestamp", {
    less: [
      ["2016-03-14T01:59:00Z", "2016-03-14T01:59:01Z"],
      ["2016-03-14T01:59:00.001Z", "2016-03-14T01:59:00.002Z"],
      ["2016-03-14T02:59:00+02:00", "2016-03-14T01:59:00Z"],
    ],
    equal: [
      ["2016-03-14T01:59:00Z", "2016-03-14T01:59:00Z"],
      ["2016-03-14T01:59:00Z", "2016-03-14T01:59:00.000Z"],
      ["2016-03-14T01:59:00Z", "2016-03-14T02:59:00+01:00"],
    ],
  }),
  ...ofOtherTypes(
    "Timestamp",
    [
      ...noStrings,
      "",
      " ",
      "2023-02-24 12:15:56.832957",
      "2016-03-14T01:59:00",
      "2016-03-14",
      "2016-02-30T01:59:00Z",
    ],
    "2016-03-14T01:59:00Z",
  ),
  ["StringMatches", "zebra.log", "*.log", true],
  ["StringMatches", "zebra.log.gz", "*.log", false],
  ["StringMatches", "foo.log", "foo*.log", true],
  ["StringMatches", "foo23.log", "foo*.log", true],
  ["StringMatches", "fo.log", "foo*.log", false],
  ["StringMatches", "log-20200101", "*-*", true],
  ["StringMatches", "log", "*-*", false],
  ["StringMatches", "foobar", "foobar", true],
  ["StringMatches", "foobar", "foo", false],
  ["StringMatches", "", "*", true],
  ["StringMatches", "aba", "aba*aba", false],
  ["StringMatches", "abaaba", "aba*aba", true],
  ["StringMatches", "a-b-c", "a*b*c", true],
  ["StringMatches", "a-c-b", "a*b*c", false],
  ["StringMatches", "a*b", "a\\*b", true],
  ["StringMatches", "axb", "a\\*b", false],
  ["StringMatches", "a\\b", "a\\\\b", true],
  ["StringMatches", "a.b", "a?b", false],
  ["StringMatches", 1, "*", false],
  ["StringMatches", null, "*", false],
];
