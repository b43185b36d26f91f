type Attributes = Record<string, readonly [type: string, value: string]>;

interface FilterCase {
  readonly rule: string;
  readonly policy: object;
  readonly matching: readonly Attributes[];
  readonly others: readonly Attributes[];
}

const transaction: Attributes = {
  customer_interests: ["String.Array", '["soccer", "rugby", "hockey"]'],
  store: ["String", "example_corp"],
  event: ["String", "order_placed"],
  price_usd: ["Number", "210.75"],
};
const interest = (value: string): Attributes => ({ customer_interests: ["String", value] });
const interests = (...values: string[]): Attributes => ({
  customer_interests: ["String.Array", JSON.stringify(values)],
});
const event = (value: string): Attributes => ({ event: ["String", value] });
const price = (value: string): Attributes => ({ price_usd: ["Number", value] });
const address = (value: string): Attributes => ({ source_ip: ["String", value] });

/** The examples of https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html and the pages below it. */
export const attributeCases: readonly FilterCase[] = [
  {
    rule: "a policy that accepts the example message",
    policy: {
      store: ["example_corp"],
      event: [{ "anything-but": "order_cancelled" }],
      customer_interests: ["rugby", "football", "baseball"],
      price_usd: [{ numeric: [">=", 100] }],
    },
    matching: [transaction],
    others: [],
  },
  {
    rule: "a policy that rejects the example message",
    policy: {
      store: ["example_corp"],
      event: ["order_cancelled"],
      encrypted: [false],
      customer_interests: ["basketball", "baseball"],
    },
    matching: [],
    others: [transaction],
  },
  {
    rule: "exact matching",
    policy: { customer_interests: ["rugby", "tennis"] },
    matching: [interest("rugby"), interest("tennis"), interests("tennis", "golf")],
    others: [interest("baseball"), { customer_interests: ["Binary", "rugby"] }, {}],
  },
  {
    rule: "anything-but matching",
    policy: { customer_interests: [{ "anything-but": ["rugby", "tennis"] }] },
    matching: [interest("baseball"), interests("rugby", "baseball")],
    others: [interest("rugby"), interests("rugby")],
  },
  {
    rule: "anything-but matching with a prefix",
    policy: { event: [{ "anything-but": { prefix: "order-" } }] },
    matching: [event("data-entry"), event("order_number")],
    others: [event("order-cancelled")],
  },
  {
    rule: "equals-ignore-case matching",
    policy: { customer_interests: [{ "equals-ignore-case": "tennis" }] },
    matching: [interest("TENNIS"), interest("Tennis")],
    others: [interest("tennis club")],
  },
  {
    rule: "IP address matching",
    policy: { source_ip: [{ cidr: "10.0.0.0/24" }] },
    matching: [address("10.0.0.0"), address("10.0.0.255")],
    others: [address("10.1.1.0")],
  },
  {
    rule: "prefix matching",
    policy: { customer_interests: [{ prefix: "bas" }] },
    matching: [interest("baseball"), interest("basketball")],
    others: [interest("rugby")],
  },
  {
    rule: "suffix matching",
    policy: { customer_interests: [{ suffix: "ball" }] },
    matching: [interest("baseball"), interest("basketball")],
    others: [interest("rugby")],
  },
  {
    rule: "exact numbers",
    policy: { price_usd: [{ numeric: ["=", 301.5] }] },
    matching: [price("301.5"), price("3.015e2")],
    others: [price("300.0"), { price_usd: ["String", "301.5"] }],
  },
  {
    rule: "anything but numbers",
    policy: { price_usd: [{ "anything-but": [100, 500] }] },
    matching: [price("101"), price("100.1"), { price_usd: ["String.Array", "[100, 50]"] }],
    others: [price("100.0"), { price_usd: ["String.Array", "[100]"] }],
  },
  {
    rule: "a range of numbers",
    policy: { price_usd: [{ numeric: [">", 0, "<=", 150] }] },
    matching: [price("0.01"), price("150")],
    others: [price("0"), price("151")],
  },
  {
    rule: "an attribute that is there",
    policy: { store: [{ exists: true }] },
    matching: [transaction],
    others: [price("1")],
  },
  {
    rule: "an attribute that is not there",
    policy: { store: [{ exists: false }] },
    matching: [price("1")],
    others: [transaction],
  },
  {
    rule: "all keys together, any value of each",
    policy: { customer_interests: ["rugby", { prefix: "foot" }], price_usd: [{ numeric: [">", 100] }] },
    matching: [transaction, { ...transaction, ...interest("football") }],
    others: [
      { ...transaction, ...price("99") },
      { ...transaction, ...interest("tennis") },
    ],
  },
  {
    rule: "any of several keys",
    policy: {
      source: ["aws.cloudwatch"],
      $or: [{ metricName: ["CPUUtilization"] }, { namespace: ["AWS/EC2"] }],
    },
    matching: [
      { source: ["String", "aws.cloudwatch"], metricName: ["String", "CPUUtilization"] },
      { source: ["String", "aws.cloudwatch"], namespace: ["String", "AWS/EC2"] },
    ],
    others: [{ source: ["String", "aws.cloudwatch"] }, { namespace: ["String", "AWS/EC2"] }],
  },
];

/** Which bodies and attributes https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html says `exists` matches. */
export const keyCases: readonly {
  readonly exists: boolean;
  readonly bodies: readonly string[];
  readonly otherBodies: readonly string[];
  readonly attributes: readonly Attributes[];
  readonly otherAttributes: readonly Attributes[];
}[] = [
  {
    exists: true,
    bodies: [
      '{"store":"fans"}',
      '{"store":0}',
      '{"store":false}',
      '{"store":["fans",null]}',
      '{"store":[{},"a"]}',
    ],
    // Not null, not empty, and a leaf.
    otherBodies: [
      '{"other":1}',
      "{}",
      '{"store":null}',
      '{"store":""}',
      '{"store":[]}',
      '{"store":[null]}',
      '{"store":{"a":1}}',
    ],
    attributes: [
      { store: ["String", "fans"] },
      { store: ["Number", "0"] },
      { store: ["String.Array", '["fans"]'] },
    ],
    otherAttributes: [
      {},
      { other: ["String", "fans"] },
      { store: ["String.Array", "[]"] },
      { store: ["String.Array", "[null]"] },
      { store: ["String.Array", "none"] },
      { store: ["Binary", "AQ=="] },
    ],
  },
  {
    exists: false,
    bodies: ['{"other":1}', "{}", '{"store":[]}', '{"store":{"a":1}}'],
    // A property that is null or empty is included.
    otherBodies: ['{"store":"fans"}', '{"store":null}', '{"store":""}', "fans", '"fans"', "[]"],
    attributes: [{ other: ["String", "fans"] }, { other: ["String", "a"], store: ["Binary", "AQ=="] }],
    // Without any attribute nothing matches.
    otherAttributes: [
      {},
      { other: ["Binary", "AQ=="] },
      { store: ["String", "fans"], other: ["String", "a"] },
    ],
  },
];

const cloudWatch = {
  $or: [{ metricName: ["CPUUtilization", "ReadLatency"] }, { namespace: ["AWS/EC2", "AWS/ES"] }],
  detail: { scope: ["Service"], $or: [{ source: ["aws.cloudwatch"] }, { type: ["Alarm"] }] },
};
const records = {
  Records: { s3: { object: { key: [{ prefix: "auto-" }] } }, eventName: [{ prefix: "ObjectCreated:" }] },
};
const record = (eventName: string, object: unknown) => ({ eventName, s3: { object } });

/** Bodies AWS delivered and did not: https://github.com/localstack/localstack/tree/main/tests/aws/services/sns */
export const recordedBodies: readonly {
  readonly rule: string;
  readonly policy: object;
  readonly matching: readonly object[];
  readonly others: readonly object[];
}[] = [
  {
    rule: "keys at two levels",
    policy: {
      object: { key: [{ prefix: "auto-" }, "fixed"], nested: [{ exists: false }] },
      test: [{ exists: false }],
    },
    matching: [{ object: { key: "auto-test" } }, { object: { key: "fixed" } }],
    others: [
      { object: { key: "test-auto" } },
      { object: { key: "auto-test" }, test: "a" },
      { object: { key: "auto-test", nested: "a" } },
      { object: { test: "auto-test" } },
      { test: "auto-test" },
    ],
  },
  {
    rule: "a name with dots",
    policy: { "object.nested.test": ["a"] },
    matching: [
      { object: { nested: { test: "a" } } },
      { "object.nested.test": "a" },
      { "object.nested": { test: "a" } },
      { object: { "nested.test": "a" } },
    ],
    others: [{ object: { nested: { test: "b" } } }],
  },
  {
    rule: "a value in an array",
    policy: { headers: { "route-to": ["queue1"] } },
    matching: [{ headers: { "route-to": ["queue1"] } }, { headers: { "route-to": ["queue1", "queue2"] } }],
    others: [{ headers: { "route-to": ["queue2"] } }],
  },
  {
    rule: "objects in arrays",
    policy: records,
    matching: [
      { Records: [record("ObjectCreated:Put", { key: "auto-1" })] },
      {
        Records: [
          record("ObjectCreated:Put", [[{ key: "auto-1" }]]),
          record("ObjectRemoved:Delete", { key: "home-1" }),
        ],
      },
    ],
    others: [
      { Records: [record("ObjectRemoved:Delete", { key: "auto-1" })] },
      { Records: [record("ObjectCreated:Put", { key: "home-1" })] },
    ],
  },
  {
    rule: "$or at two levels",
    policy: cloudWatch,
    matching: [
      { metricName: "CPUUtilization", detail: { scope: "Service", source: "aws.cloudwatch" } },
      { metricName: "ReadLatency", detail: { scope: "Service", type: "Alarm" } },
      { namespace: "AWS/ES", detail: { scope: "Service", source: "aws.cloudwatch" } },
    ],
    others: [
      { metricName: "CPUUtilization", detail: { scope: "other", type: "Alarm" } },
      { metricName: "CPUUtilization", detail: { scope: "Service", type: "other" } },
      { metricName: "CPUUtilization", detail: { type: "Alarm" } },
      { metricName: "CPUUtilization", detail: { scope: "Service" } },
      { metricName: "AWS/EC2", detail: { scope: "Service", type: "Alarm" } },
      { namespace: "CPUUtilization", detail: { scope: "Service", type: "Alarm" } },
    ],
  },
  {
    rule: "an empty text beside an empty array",
    policy: { detail: { eventVersion: [""] } },
    matching: [{ resources: [], detail: { eventVersion: "", responseElements: null } }],
    others: [{ detail: { eventVersion: null } }],
  },
  {
    rule: "addresses of both kinds",
    policy: {
      detail: { $or: [{ ip: [{ cidr: "10.0.0.0/24" }] }, { ip6: [{ cidr: "2001:db8:1234:1a00::/64" }] }] },
    },
    matching: [
      { detail: { ip: "10.0.0.255" } },
      { detail: { ip6: "2001:0db8:1234:1a00:0000:0000:0000:0000" } },
    ],
    others: [
      { detail: { ip: "10.0.0.256" } },
      { detail: { ip6: "2001:0db8:123f:1a01:0000:0000:0000:0000" } },
    ],
  },
  {
    rule: "$or that is none, so a name as any other",
    policy: { $or: ["a"] },
    matching: [{ $or: "a" }],
    others: [{ a: "a" }],
  },
];

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
