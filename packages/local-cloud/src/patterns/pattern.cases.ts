export interface MatchCase {
  /** The rule the case shows. */
  readonly rule: string;
  readonly pattern: object;
  readonly matching: readonly object[];
  readonly others: readonly object[];
}

const state = (value: unknown) => ({ detail: { state: value } });
const count = (value: unknown) => ({ detail: { count: value } });
const path = (value: unknown) => ({ detail: { path: value } });

/**
 * Rules of
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html and
 * https://github.com/aws/event-ruler#readme
 */
export const matchCases: readonly MatchCase[] = [
  {
    rule: "any of the given values, in every given field",
    pattern: { source: ["bakery.oven", "bakery.shop"], "detail-type": ["Baked"] },
    matching: [{ source: "bakery.shop", "detail-type": "Baked", extra: 1 }],
    others: [{ source: "bakery.shop" }, { source: "bakery", "detail-type": "Baked" }],
  },
  {
    rule: "an array matches when it shares a value with the pattern",
    pattern: { resources: ["tray-1", "tray-2"] },
    matching: [{ resources: ["tray-9", "tray-2"] }, { resources: "tray-1" }, { resources: [["tray-1"]] }],
    others: [{ resources: ["tray-9"] }, { resources: [] }],
  },
  {
    rule: "null and the empty string are values, and not each other",
    pattern: { detail: { note: [null], name: [""] } },
    matching: [{ detail: { note: null, name: "" } }],
    others: [
      { detail: { note: "", name: "" } },
      { detail: { note: null, name: null } },
      { detail: { name: "" } },
    ],
  },
  {
    rule: "booleans, numbers and strings are never the same",
    pattern: { detail: { a: [true], b: [1], c: ["1"] } },
    matching: [{ detail: { a: true, b: 1.0, c: "1" } }],
    others: [{ detail: { a: "true", b: 1, c: "1" } }, { detail: { a: true, b: "1", c: 1 } }],
  },
  {
    rule: "prefix",
    pattern: { time: [{ prefix: "2026-11-" }] },
    matching: [{ time: "2026-11-23T22:00:00Z" }],
    others: [{ time: "2026-12-01T00:00:00Z" }, { time: 20261123 }, {}],
  },
  {
    rule: "suffix, also ignoring case",
    pattern: { file: [{ suffix: ".png" }], other: [{ suffix: { "equals-ignore-case": ".JPG" } }] },
    matching: [{ file: "a.png", other: "b.jpG" }],
    others: [
      { file: "a.PNG", other: "b.jpg" },
      { file: "a.png", other: "b.jpeg" },
    ],
  },
  {
    rule: "prefix and equality ignoring case",
    pattern: {
      service: [{ prefix: { "equals-ignore-case": "Event" } }],
      type: [{ "equals-ignore-case": "baKed" }],
    },
    matching: [{ service: "EVENTbridge", type: "Baked" }],
    others: [
      { service: "an event", type: "baked" },
      { service: "event", type: "baked bread" },
    ],
  },
  {
    rule: "wildcard stands for any characters, also none",
    pattern: path([{ wildcard: "/Users/*/dir/*.txt" }]),
    matching: [path("/Users/a/b/dir/dir/doc.txt"), path("/Users//dir/.txt")],
    others: [path("/Users/dir/.txt"), path("/users/a/dir/doc.txt"), path("/Users/a/dir/doc.txt.bak")],
  },
  {
    rule: "wildcard escapes",
    pattern: path([{ wildcard: "a\\*b\\\\*" }]),
    matching: [path("a*b\\"), path("a*b\\c")],
    others: [path("axb\\"), path("a*b")],
  },
  {
    rule: "an empty wildcard matches only the empty string",
    pattern: path([{ wildcard: "" }]),
    matching: [path("")],
    others: [path("a")],
  },
  {
    rule: "anything-but one value, also of another type, but not a missing field",
    pattern: state([{ "anything-but": "initializing" }]),
    matching: [state("running"), state(null), state(7), state(["initializing", "running"])],
    others: [state("initializing"), { detail: {} }],
  },
  {
    rule: "anything-but a list of numbers",
    pattern: count([{ "anything-but": [100, 200] }]),
    matching: [count(300), count("100")],
    others: [count(100), count(200.0)],
  },
  {
    rule: "anything-but prefixes and suffixes",
    pattern: {
      a: [{ "anything-but": { prefix: ["init", "err"] } }],
      b: [{ "anything-but": { suffix: ".txt" } }],
    },
    matching: [
      { a: "post-init", b: "x.md" },
      { a: 12, b: null },
    ],
    others: [
      { a: "error", b: "x.md" },
      { a: "ok", b: "x.txt" },
    ],
  },
  {
    rule: "anything-but ignoring case and wildcards",
    pattern: {
      a: [{ "anything-but": { "equals-ignore-case": ["Stopped", "Gone"] } }],
      b: [{ "anything-but": { wildcard: ["*/lib/*", "*.tmp"] } }],
    },
    matching: [{ a: "running", b: "/bin/x" }],
    others: [
      { a: "GONE", b: "/bin/x" },
      { a: "running", b: "/a/lib/x" },
      { a: "running", b: "x.tmp" },
    ],
  },
  {
    rule: "numeric ranges",
    pattern: {
      detail: {
        a: [{ numeric: [">", 0, "<=", 5] }],
        b: [{ numeric: ["<", 10] }],
        c: [{ numeric: ["=", 3.018e2] }],
      },
    },
    matching: [{ detail: { a: 5, b: -3, c: 301.8 } }],
    others: [
      { detail: { a: 0, b: 9, c: 301.8 } },
      { detail: { a: 5.1, b: 9, c: 301.8 } },
      { detail: { a: 1, b: 10, c: 301.8 } },
      { detail: { a: "1", b: 9, c: 301.8 } },
      { detail: { a: null, b: 9, c: 301.8 } },
    ],
  },
  {
    rule: "cidr of version 4 and 6",
    pattern: { v4: [{ cidr: "10.0.0.0/24" }], v6: [{ cidr: "2001:db8:1234:1a00::/64" }] },
    matching: [{ v4: "10.0.0.255", v6: "2001:0db8:1234:1a00:0:0:0:1" }],
    others: [
      { v4: "10.0.1.0", v6: "2001:db8:1234:1a00::" },
      { v4: "10.0.0.1", v6: "2001:db8:1234:1a01::" },
      { v4: "10.0.0", v6: "2001:db8:1234:1a00::" },
      { v4: "::a00:1", v6: "10.0.0.1" },
    ],
  },
  {
    rule: "exists looks at leaves only",
    pattern: count([{ exists: true }]),
    matching: [count(0), count(null), count([1])],
    others: [{ detail: {} }, count([]), count({ inner: 1 })],
  },
  {
    rule: "exists false, alone and as one of several alternatives",
    pattern: { detail: { a: [{ exists: false }], b: ["x", { exists: false }] } },
    matching: [{ detail: {} }, {}, { detail: { a: { inner: 1 }, b: "x" } }],
    others: [{ detail: { a: 1 } }, { detail: { b: "y" } }],
  },
  {
    rule: "$or beside and inside fields",
    pattern: {
      source: ["bakery"],
      $or: [{ a: [1] }, { b: [2], c: [3] }],
      detail: { $or: [{ d: [{ numeric: ["<", 10] }] }, { e: [5] }] },
    },
    matching: [
      { source: "bakery", a: 1, detail: { d: 9 } },
      { source: "bakery", b: 2, c: 3, detail: { e: 5 } },
    ],
    others: [
      { source: "bakery", b: 2, detail: { e: 5 } },
      { source: "bakery", a: 1, detail: { d: 10 } },
      { source: "shop", a: 1, detail: { d: 9 } },
    ],
  },
  {
    rule: "a dot in a key is the same as a step",
    pattern: { detail: { "state.status": ["running"] } },
    matching: [{ detail: { state: { status: "running" } } }, { detail: { "state.status": "running" } }],
    others: [{ detail: { "state.status": { status: "running" } } }, { "detail.state": "running" }],
  },
  {
    rule: "fields of an array of objects must match in the same element",
    pattern: { lines: { sku: ["bun"], quantity: [{ numeric: [">", 1] }] } },
    matching: [
      {
        lines: [
          { sku: "rye", quantity: 1 },
          { sku: "bun", quantity: 2 },
        ],
      },
      { lines: { sku: "bun", quantity: 2 } },
    ],
    others: [
      {
        lines: [
          { sku: "bun", quantity: 1 },
          { sku: "rye", quantity: 2 },
        ],
      },
    ],
  },
  {
    rule: "elements of different arrays are free of each other",
    pattern: { lines: { sku: ["bun"] }, tags: { name: ["new"] } },
    matching: [{ lines: [{ sku: "rye" }, { sku: "bun" }], tags: [{ name: "new" }, { name: "old" }] }],
    others: [{ lines: [{ sku: "rye" }], tags: [{ name: "new" }] }],
  },
  {
    rule: "the same element on every level of nested arrays",
    pattern: { trays: { id: ["t1"], rolls: { kind: ["bun"], done: [true] } } },
    matching: [
      {
        trays: [
          {
            id: "t1",
            rolls: [
              { kind: "rye", done: true },
              { kind: "bun", done: true },
            ],
          },
        ],
      },
    ],
    others: [
      {
        trays: [
          { id: "t1", rolls: [{ kind: "bun", done: false }] },
          { id: "t2", rolls: [{ kind: "bun", done: true }] },
        ],
      },
      {
        trays: [
          {
            id: "t1",
            rolls: [
              { kind: "bun", done: false },
              { kind: "rye", done: true },
            ],
          },
        ],
      },
    ],
  },
  {
    rule: "fields are the event's own",
    pattern: { constructor: [{ exists: true }] },
    matching: [{ constructor: 1 }],
    others: [{}],
  },
];

/** Reasons are the ones EventBridge gives. */
export const invalidCases: readonly { pattern: unknown; path: string; reason: string }[] = [
  { pattern: ["a"], path: "", reason: "Filter is not an object" },
  { pattern: {}, path: "", reason: "Empty objects are not allowed" },
  { pattern: { detail: {} }, path: "detail", reason: "Empty objects are not allowed" },
  { pattern: { detail: { a: [] } }, path: "detail.a", reason: "Empty arrays are not allowed" },
  { pattern: { detail: { a: "x" } }, path: "detail.a", reason: '"a" must be an object or an array' },
  { pattern: { a: [["x"]] }, path: "a", reason: "Match value must be String, number, true, false, or null" },
  { pattern: { a: [{}] }, path: "a", reason: "Match expression name not found" },
  { pattern: { a: [{ EXISTS: true }] }, path: "a", reason: "Unrecognized match type EXISTS" },
  {
    pattern: { a: [{ exists: "true" }] },
    path: "a",
    reason: "exists match pattern must be either true or false.",
  },
  {
    pattern: { a: [{ prefix: "a", suffix: "b" }] },
    path: "a",
    reason: "Only one key allowed in match expression",
  },
  { pattern: { a: [{ prefix: 1 }] }, path: "a", reason: "prefix match pattern must be a string" },
  { pattern: { a: [{ prefix: { suffix: "b" } }] }, path: "a", reason: "Unsupported prefix pattern: suffix" },
  {
    pattern: { a: [{ "anything-but": null }] },
    path: "a",
    reason: "Value of anything-but must be an array or single string/number value.",
  },
  {
    pattern: { a: [{ "anything-but": ["x", 1] }] },
    path: "a",
    reason: "Inside anything but list, either all values are number or string, mixed type is not supported",
  },
  {
    pattern: { a: [{ "anything-but": { prefix: "" } }] },
    path: "a",
    reason: "Null prefix/suffix not allowed",
  },
  {
    pattern: { a: [{ "anything-but": { cidr: "::/0" } }] },
    path: "a",
    reason: "Unsupported anything-but pattern: cidr",
  },
  { pattern: { a: [{ numeric: 1 }] }, path: "a", reason: "Value of numeric must be an array." },
  { pattern: { a: [{ numeric: [">", "1"] }] }, path: "a", reason: "Value of > must be numeric" },
  { pattern: { a: [{ numeric: [">", 0, "=", 1] }] }, path: "a", reason: "Bad numeric range operator: =" },
  {
    pattern: { a: [{ numeric: ["<", 0, ">", 1] }] },
    path: "a",
    reason: "Too many elements in numeric expression",
  },
  { pattern: { a: [{ numeric: ["!=", 0] }] }, path: "a", reason: "Unrecognized numeric range operator: !=" },
  {
    pattern: { a: [{ numeric: ["<", 5e9 + 1] }] },
    path: "a",
    reason: "Value must be between -5.0E9 and 5.0E9, inclusive",
  },
  { pattern: { a: [{ cidr: "10.0.0.1" }] }, path: "a", reason: "Malformed CIDR, one '/' required" },
  { pattern: { a: [{ cidr: "10.0.0.0/32" }] }, path: "a", reason: "IPv4 mask bits must be < 32" },
  { pattern: { a: [{ cidr: "bread/8" }] }, path: "a", reason: "Nonstandard IP address: bread" },
  { pattern: { a: [{ wildcard: "a**b" }] }, path: "a", reason: "Consecutive wildcard characters at pos 2" },
  { pattern: { a: [{ wildcard: "a\\b" }] }, path: "a", reason: "Invalid escape character at pos 2" },
  { pattern: { $or: { a: [1] } }, path: "$or", reason: "It must be an Array followed with $or." },
  {
    pattern: { $or: [{ a: [1] }] },
    path: "a",
    reason: "There must have at least 2 Objects in $or relationship.",
  },
  {
    pattern: { $or: [{ prefix: ["a"] }, { b: [1] }] },
    path: "prefix",
    reason: "prefix is Ruler reserved fieldName which cannot be used inside $or.",
  },
];

export const unsupportedInFilters: readonly object[] = [
  { a: [{ wildcard: "*" }] },
  { a: [{ "anything-but": { prefix: "a" } }] },
  { a: [{ "anything-but": { suffix: "a" } }] },
  { a: [{ "anything-but": { "equals-ignore-case": "a" } }] },
  { a: [{ "anything-but": { wildcard: "a" } }] },
];
