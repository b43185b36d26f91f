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
