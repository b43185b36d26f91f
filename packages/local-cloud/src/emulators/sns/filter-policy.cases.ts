const values = (count: number) => Array.from({ length: count }, (_, index) => `value_${index}`);

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
export const takenBodyPolicies: readonly { rule: string; policy: object }[] = [
  {
    rule: "six keys, of which four are at the top",
    policy: {
      state: ["SUCCESS"],
      severity: [{ exists: true }],
      message: [{ exists: true }],
      finding: {
        standard_control: [{ exists: true }],
        region: [{ exists: true }],
        account: [{ exists: true }],
      },
    },
  },
  {
    rule: "150 combinations",
    policy: {
      source: values(3),
      $or: [{ a: values(6) }, { b: values(4), $or: [{ c: values(4) }, { d: values(7) }] }],
    },
  },
  { rule: "anything but a prefix", policy: { a: [{ "anything-but": { prefix: "a" } }] } },
  {
    rule: "4 values three levels down and 3 values two levels down, 72 combinations",
    policy: { key_a: { key_b: { key_c: values(4) } }, key_d: { key_e: values(3) } },
  },
];

const refused = (policy: object, reason: string) =>
  ({
    scope: "MessageAttributes",
    policy,
    reason: new RegExp(`^FilterPolicy: ${reason.replace(/[\][.*+?(){}^$|/\\]/g, "\\$&")}$`),
  }) as const;

/** With the reasons AWS gave. */
export const refusedPolicies: readonly {
  scope: "MessageAttributes" | "MessageBody";
  policy: object;
  reason: RegExp;
}[] = [
  {
    scope: "MessageBody",
    policy: { key_a: { key_b: { key_c: values(4) } }, key_d: { key_e: values(3) }, key_f: values(3) },
    reason: /too complex/,
  },
  { scope: "MessageAttributes", policy: { a: values(151) }, reason: /too complex/ },
  {
    scope: "MessageAttributes",
    policy: { a: { b: ["c"] } },
    reason: /does not support nested filter policy/,
  },
  {
    scope: "MessageBody",
    policy: Object.fromEntries(values(6).map((key) => [key, ["a"]])),
    reason: /more than 5 keys/,
  },
  { scope: "MessageBody", policy: ["a"], reason: /failed to parse JSON/ },
  { scope: "MessageBody", policy: { a: {} }, reason: /Empty objects are not allowed/ },
  {
    scope: "MessageAttributes",
    policy: { a: values(100), b: values(51) },
    reason: /too complex/,
  },
  {
    scope: "MessageAttributes",
    policy: {
      source: values(4),
      $or: [{ a: values(6) }, { b: values(4), $or: [{ c: values(4) }, { d: values(4) }] }],
    },
    reason: /too complex/,
  },
  {
    scope: "MessageBody",
    policy: {
      $or: [{ a: values(3) }, { b: values(2) }],
      detail: { scope: values(2), $or: [{ source: values(1) }, { type: values(3) }] },
    },
    reason: /too complex/,
  },
  ...(
    [
      [["a"], "Match value must be String, number, true, false, or null"],
      [{ "wrong-operator": true }, "Unrecognized match type wrong-operator"],
      [{ wildcard: "a*" }, "Unrecognized match type wildcard"],
      [{ suffix: "value", prefix: "value2" }, "Only one key allowed in match expression"],
      [{ suffix: 100 }, "suffix match pattern must be a string"],
      [{ suffix: null }, "suffix match pattern must be a string"],
      [{ suffix: [] }, "suffix match pattern must be a string"],
      [{ prefix: { "equals-ignore-case": "a" } }, "prefix match pattern must be a string"],
      [{ cidr: ["bad-filter"] }, "prefix match pattern must be a string"],
      [{ cidr: "bad-filter" }, "Malformed CIDR, one '/' required"],
      [{ cidr: "bad-filter/64" }, "Nonstandard IP address: bad-filter"],
      [{ cidr: "bad-/64filter" }, "Malformed CIDR, mask bits must be an integer"],
      [{ cidr: "xx.11.xx/8" }, "Nonstandard IP address: xx.11.xx"],
      [{ cidr: "xxxx:db8:1234:1a00::/64" }, "Nonstandard IP address: xxxx:db8:1234:1a00::"],
      [{ numeric: [] }, "Invalid member in numeric match: ]"],
      [{ numeric: ["operator"] }, "Unrecognized numeric range operator: operator"],
      [{ numeric: [1, "<="] }, "Invalid member in numeric match: 1"],
      [{ numeric: ["=", "000"] }, "Value of equals must be numeric"],
      [{ numeric: [">="] }, "Value of >= must be numeric"],
      [{ numeric: ["<", 100, ">", 10] }, "Too many elements in numeric expression"],
      [{ numeric: [">=", 1, ">", 2] }, "Bad numeric range operator: >"],
      [{ numeric: [">", 3, "<", 1] }, "Bottom must be less than top"],
      [{ numeric: [">", 20, "<="] }, "Value of <= must be numeric"],
      [{ numeric: [">", 20, 30] }, "Bad value in numeric range: 30"],
      [{ numeric: [">", 20, "test"] }, "Bad numeric range operator: test"],
      [{ numeric: [">", "20", "<", "30"] }, "Value of > must be numeric"],
      [{ numeric: [">", 20, "<", "30"] }, "Value of < must be numeric"],
      [{ numeric: [">", 20, "<", 30, "<", 50] }, "Too many terms in numeric range expression"],
      [{ exists: null }, "exists match pattern must be either true or false."],
      [{ exists: "no" }, "exists match pattern must be either true or false."],
      [{ "anything-but": { "wrong-operator": null } }, "Unsupported anything-but pattern: wrong-operator"],
      [{ "anything-but": { suffix: "test" } }, "Unsupported anything-but pattern: suffix"],
      [{ "anything-but": { exists: false } }, "Unsupported anything-but pattern: exists"],
      [{ "anything-but": { prefix: false } }, "prefix match pattern must be a string"],
    ] as const
  ).map(([value, reason]) => refused({ key: [value] }, reason)),
  refused({ key: [] }, "Empty arrays are not allowed"),
  refused({ key: { suffix: "value" } }, '"suffix" must be an object or an array'),
  refused({ key: "value" }, '"key" must be an object or an array'),
];
