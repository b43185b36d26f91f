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
    rule: "4 values three levels down and 3 values two levels down, 72 combinations",
    policy: { key_a: { key_b: { key_c: values(4) } }, key_d: { key_e: values(3) } },
  },
];

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
  { scope: "MessageBody", policy: { a: "b" }, reason: /./ },
  { scope: "MessageBody", policy: { a: [{ unheard: "b" }] }, reason: /./ },
];
