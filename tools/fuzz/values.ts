import fc from "fast-check";

/** Stands for JSON nested `depth` deep, which no serializer of JavaScript writes; `toText` puts it in. */
const deep = (depth: number) => `\u0001deep ${depth}\u0001`;

/** JSON text of a value, with what stands for deep nesting written out. */
export const toText = (value: unknown): string =>
  (JSON.stringify(value) ?? "null").replace(/"\\u0001deep (\d+)\\u0001"/g, (_, depth: string) => {
    const levels = Number(depth);
    return `${'{"a":['.repeat(levels / 2)}1${"]}".repeat(levels / 2)}`;
  });

const awkwardText = [
  "",
  " ",
  "\t\n\r",
  "\u0000",
  "\u0007",
  "\ud800",
  "\uffff",
  "🥐",
  "e\u0301",
  "\u202e",
  "%zz",
  "%00",
  "%2e%2e%2f",
  "../../../../etc/passwd",
  "..\\..\\",
  "//",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "null",
  "undefined",
  "NaN",
  "-0",
  "1e400",
  "9007199254740993",
  "0x10",
  "true",
  "{}",
  "[]",
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1}}',
  "{% $eval('1') %}",
  "$util.parseJson('{')",
  "#foreach($i in [1..100000])x#end",
  "<script>alert(1)</script>",
  "'; DROP TABLE orders; --",
  "\r\nX-Injected: 1",
  "arn:",
  "arn:aws:sqs:::",
  "arn:aws:sqs:eu-west-1:123456789012:nobody",
  "http://[",
  "http://169.254.169.254/latest/meta-data",
  "2026-13-45T99:99:99Z",
  "*",
  "**",
  "(a+)+$",
  "a".repeat(257),
  "a".repeat(1025),
  "é".repeat(2049),
  "a".repeat(70_000),
];

/** Text that programs stumble over. */
export const hostileText = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...awkwardText) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }) },
);

/** Numbers at the edges of what fields allow. */
const hostileNumber = fc.constantFrom(
  -1,
  0,
  -0,
  0.5,
  1,
  10,
  11,
  43_201,
  2 ** 31,
  2 ** 53 + 2,
  -1e21,
  1.7976931348623157e308,
);

/** Any JSON value, most often one of a type that nobody expects; `toText` writes it. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  { weight: 2, arbitrary: hostileNumber },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      false,
      [],
      {},
      [[]],
      [null],
      [{}],
      { toString: null },
      { toString: 1, valueOf: 2 },
      { length: 1e9 },
      JSON.parse('{"then":1}'),
      { toJSON: 1 },
      JSON.parse('{"__proto__":{"polluted":true}}'),
      { constructor: { prototype: { polluted: true } } },
      Array.from({ length: 2000 }, (_, index) => index),
      Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, index])),
      deep(60),
      deep(1200),
      deep(10_000),
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Puts `replacement` at the place in `value` that `at` (0 to 1 per level) leads to; undefined removes what is there. */
const replaceAt = (value: unknown, at: readonly number[], replacement: unknown): unknown => {
  const [here, ...rest] = at;
  const keys = Array.isArray(value) ? [...value.keys()] : isObject(value) ? Object.keys(value) : [];
  if (here === undefined || keys.length === 0) return replacement;
  const key = keys[Math.min(Math.floor(here * keys.length), keys.length - 1)]!;
  if (Array.isArray(value))
    return value.map((entry, index) => (index === key ? replaceAt(entry, rest, replacement) : entry));
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(
    entries.flatMap(([name, entry]): [string, unknown][] => {
      if (name !== key) return [[name, entry]];
      const changed = replaceAt(entry, rest, replacement);
      return changed === undefined ? [] : [[name, changed]];
    }),
  );
};

const change = fc.record({
  at: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
  to: fc.option(hostileValue, { nil: undefined, freq: 6 }),
});

/** What `valid` generates, most often broken in one to three places. */
export const broken = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(valid, fc.array(change, { maxLength: 3 }))
    .map(([value, changes]) => changes.reduce((sum, { at, to }) => replaceAt(sum, at, to), value));
