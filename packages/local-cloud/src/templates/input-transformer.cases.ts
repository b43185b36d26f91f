/** Paths the cases share. */
export const inputPaths = {
  orderId: "$.detail.order.id",
  order: "$.detail.order",
  skus: "$.detail.lines[*].sku",
  first: "$.detail.lines[0].sku",
  quantity: "$.detail.lines[0].quantity",
  paid: "$.detail.paid",
  nothing: "$.detail.nothing",
  quote: "$.detail.quote",
  "detail-type": "$.detail-type",
  missing: "$.detail.not.there",
};

export const event = {
  version: "0",
  id: "7bf73129-1428-4cd3-a780-95db273d1602",
  "detail-type": "OrderPlaced",
  source: "bakery.orders",
  account: "123456789012",
  time: "2026-11-23T22:00:00Z",
  region: "eu-west-1",
  resources: [],
  detail: {
    order: { id: "o-1", store: "s-1" },
    lines: [{ sku: "bun", quantity: 2 }, { sku: "rye" }],
    paid: true,
    nothing: null,
    quote: 'the "best" bun',
  },
};

/**
 * Templates with the text that arrives; no text where AWS does not deliver.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export const templateCases: readonly { rule: string; template: string; text?: string }[] = [
  {
    rule: "quotes strings outside quotes, and leaves numbers, booleans and null alone",
    template: '{"id": <orderId>, "n": <quantity>, "paid": <paid>, "nothing": <nothing>}',
    text: '{"id": "o-1", "n": 2, "paid": true, "nothing": null}',
  },
  {
    rule: "writes objects and lists outside quotes as JSON",
    template: '{"order": <order>, "skus": <skus>, "both": [<first>, "fixed"]}',
    text: '{"order": {"id":"o-1","store":"s-1"}, "skus": ["bun","rye"], "both": ["bun", "fixed"]}',
  },
  {
    rule: "writes values inside quotes as they are",
    template: '{"path": "orders/<orderId>/<orderId>", "n": "<quantity>", "deep": {"id": "<orderId>"}}',
    text: '{"path": "orders/o-1/o-1", "n": "2", "deep": {"id": "o-1"}}',
  },
  {
    rule: "leaves a missing value empty",
    template: '{"a": <missing>, "b": "<missing>"}',
    text: '{"a": "", "b": ""}',
  },
  {
    rule: "takes the quotes off objects and lists inside a string",
    template: '"Order <order> with <skus>, paid: <paid>, <missing>!"',
    text: '"Order {id:o-1,store:s-1} with [bun,rye], paid: true, !"',
  },
  {
    rule: "takes several lines, each in quotes",
    template: '"Order <orderId>"\n"of type <detail-type>"',
    text: '"Order o-1"\n"of type OrderPlaced"',
  },
  { rule: "takes one value alone", template: "<order>", text: '{"id":"o-1","store":"s-1"}' },
  {
    rule: "does not take escaped quotes for the end of a string",
    template: '{"text": "order \\"<orderId>\\"", "id": <orderId>}',
    text: '{"text": "order \\"o-1\\"", "id": "o-1"}',
  },
  {
    rule: "escapes a quote outside quotes",
    template: '{"quote": <quote>}',
    text: '{"quote": "the \\"best\\" bun"}',
  },
  {
    rule: "knows the predefined variables",
    template: '"<aws.events.rule-name> <aws.events.rule-arn> <aws.events.event.ingestion-time>"',
    text: '"placed arn:aws:events:eu-west-1:123456789012:rule/shop/placed 2026-11-23T22:00:01Z"',
  },
  {
    rule: "gives the event without detail in camel case",
    template: '{"event": <aws.events.event>}',
    text:
      '{"event": {"id":"7bf73129-1428-4cd3-a780-95db273d1602","account":"123456789012",' +
      '"detailType":"OrderPlaced","time":"2026-11-23T22:00:01Z","source":"bakery.orders","region":"eu-west-1",' +
      '"resources":[],"version":"0"}}',
  },
  {
    rule: "gives the whole event",
    template: '{"event": <aws.events.event.json>}',
    text: `{"event": ${JSON.stringify(event)}}`,
  },
  { rule: "does not deliver text without quotes", template: "<orderId> was placed" },
  { rule: "does not deliver a list in quotes inside JSON", template: '{"skus": "<skus>"}' },
  {
    rule: "does not deliver a quote inside quotes, since nothing is escaped",
    template: '{"quote": "<quote>"}',
  },
  { rule: "does not deliver a variable as a key", template: "{<orderId>: 1}" },
];

/** The event and the variables of the user guide's examples. */
export const guideEvent = {
  version: "0",
  id: "7bf73129-1428-4cd3-a780-95db273d1602",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "123456789012",
  time: "2015-11-11T21:29:54Z",
  region: "us-east-1",
  resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
  detail: { "instance-id": "i-0123456789", state: "RUNNING" },
};
export const guidePaths = {
  timestamp: "$.time",
  instance: "$.detail.instance-id",
  state: "$.detail.state",
};

/** Templates and what arrives, in the guide's table and at https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html */
export const guideCases: readonly { rule: string; template: string; value: unknown }[] = [
  {
    rule: "a simple string",
    template: '"instance <instance> is in <state>"',
    value: "instance i-0123456789 is in RUNNING",
  },
  {
    rule: "a string with escaped quotes",
    template: '"instance \\"<instance>\\" is in <state>"',
    value: 'instance "i-0123456789" is in RUNNING',
  },
  {
    rule: "simple JSON",
    template: '{\n  "instance" : <instance>,\n  "state": <state>\n}',
    value: { instance: "i-0123456789", state: "RUNNING" },
  },
  {
    rule: "JSON with strings and variables",
    template:
      '{"instance" : <instance>, "state": "<state>", "instanceStatus": "instance \\"<instance>\\" is in <state>"}',
    value: {
      instance: "i-0123456789",
      state: "RUNNING",
      instanceStatus: 'instance "i-0123456789" is in RUNNING',
    },
  },
  {
    rule: "JSON with variables and fixed values",
    template: '{"instance" : <instance>, "state": [ 9, <state>, true ], "Transformed" : "Yes"}',
    value: { instance: "i-0123456789", state: [9, "RUNNING", true], Transformed: "Yes" },
  },
  {
    rule: "reserved variables in JSON",
    template:
      '{"instance" : <instance>, "ruleArn" : <aws.events.rule-arn>, "ruleName" : <aws.events.rule-name>, "originalEvent" : <aws.events.event.json>}',
    value: {
      instance: "i-0123456789",
      ruleArn: "arn:aws:events:eu-west-1:123456789012:rule/shop/placed",
      ruleName: "placed",
      originalEvent: guideEvent,
    },
  },
  {
    rule: "reserved variables in a string",
    template: '"<aws.events.rule-name> triggered"',
    value: "placed triggered",
  },
  {
    rule: "a line for a log group",
    template: '{"timestamp" : <timestamp>, "message": "instance \\"<instance>\\" is in <state>"}',
    value: { timestamp: "2015-11-11T21:29:54Z", message: 'instance "i-0123456789" is in RUNNING' },
  },
];
