import type { MatchCase } from "./pattern.cases.ts";

const stateChange = {
  version: "0",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  time: "2017-12-22T18:43:48Z",
  region: "us-west-1",
  resources: ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
  detail: { "instance-id": "i-1234567890abcdef0", state: "terminated" },
};
const withDetail = (detail: object) => ({ ...stateChange, detail });

/**
 * The examples of the user guide, at
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html and the pages on arrays, null values
 * and operators below it.
 */
export const guideCases: readonly MatchCase[] = [
  {
    rule: "terminated instances",
    pattern: {
      source: ["aws.ec2"],
      "detail-type": ["EC2 Instance State-change Notification"],
      detail: { state: ["terminated"] },
    },
    matching: [stateChange],
    others: [withDetail({ state: "running" }), { ...stateChange, source: "aws.autoscaling" }],
  },
  {
    rule: "instances of an array of resources",
    pattern: {
      resources: [
        "arn:aws:ec2:us-east-1:123456789012:instance/i-b188560f",
        "arn:aws:ec2:us-east-1:111122223333:instance/i-b188560f",
        "arn:aws:ec2:us-east-1:444455556666:instance/i-b188560f",
      ],
    },
    matching: [{ resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-b188560f"] }],
    others: [stateChange],
  },
  {
    rule: "an empty text",
    pattern: { version: ["0"], detail: { eventVersion: [""], responseElements: [null] } },
    matching: [{ version: "0", detail: { eventVersion: "", responseElements: null } }],
    others: [{ version: "0", detail: { eventVersion: null, responseElements: "" } }],
  },
  {
    rule: "And, Equals",
    pattern: { Location: ["New York"], Day: ["Monday"] },
    matching: [{ Location: "New York", Day: "Monday" }],
    others: [{ Location: "New York", Day: "Tuesday" }, { Day: "Monday" }],
  },
  {
    rule: "Or on one field, on several fields",
    pattern: {
      PaymentType: ["Credit", "Debit"],
      $or: [{ Location: ["New York"] }, { Day: ["Monday"] }],
    },
    matching: [
      { PaymentType: "Debit", Location: "New York" },
      { PaymentType: "Credit", Day: "Monday" },
    ],
    others: [{ PaymentType: "Cash", Day: "Monday" }, { PaymentType: "Credit" }],
  },
  {
    rule: "Or over fields of a detail",
    pattern: {
      detail: {
        $or: [
          { "c-count": [{ numeric: [">", 0, "<=", 5] }] },
          { "d-count": [{ numeric: ["<", 10] }] },
          { "x-limit": [{ numeric: ["=", 3.018e2] }] },
        ],
      },
    },
    matching: [withDetail({ "c-count": 5 }), withDetail({ "d-count": 9 }), withDetail({ "x-limit": 301.8 })],
    others: [withDetail({ "c-count": 6, "d-count": 10, "x-limit": 301 }), withDetail({})],
  },
  {
    rule: "Numeric, all of them",
    pattern: {
      detail: {
        "c-count": [{ numeric: [">", 0, "<=", 5] }],
        "d-count": [{ numeric: ["<", 10] }],
        "x-limit": [{ numeric: ["=", 3.018e2] }],
      },
    },
    matching: [withDetail({ "c-count": 1, "d-count": 9.5, "x-limit": 301.8 })],
    others: [withDetail({ "c-count": 0, "d-count": 9, "x-limit": 301.8 })],
  },
  {
    rule: "Begins with, also ignoring case",
    pattern: {
      time: [{ prefix: "2017-10-02" }],
      service: [{ prefix: { "equals-ignore-case": "EventB" } }],
    },
    matching: [{ time: "2017-10-02T18:43:48Z", service: "eventbridge" }],
    others: [
      { time: "2017-10-03T18:43:48Z", service: "eventbridge" },
      { time: "2017-10-02", service: "bridge" },
    ],
  },
  {
    rule: "Ends with, also ignoring case",
    pattern: { FileName: [{ suffix: ".png" }], service: [{ suffix: { "equals-ignore-case": "tBridge" } }] },
    matching: [{ FileName: "a.png", service: "eventBRIDGE" }],
    others: [
      { FileName: "a.PNG", service: "eventBRIDGE" },
      { FileName: "a.png", service: "bridges" },
    ],
  },
  {
    rule: "Equals ignoring case",
    pattern: { "detail-type": [{ "equals-ignore-case": "ec2 instance state-change notification" }] },
    matching: [stateChange],
    others: [{ "detail-type": "EC2 Instance State-change" }],
  },
  {
    rule: "Exists, does not exist",
    pattern: { detail: { state: [{ exists: true }], "c-count": [{ exists: false }] } },
    matching: [
      withDetail({ state: ["initializing", "running"] }),
      withDetail({ state: ["initializing", "running"], "c-count": { c1: 100 } }),
    ],
    others: [withDetail({ state: "running", "c-count": 100 }), withDetail({ state: { inner: "running" } })],
  },
  {
    rule: "Anything-but one, a list, numbers",
    pattern: {
      detail: {
        state: [{ "anything-but": ["stopped", "overloaded"] }],
        "x-limit": [{ "anything-but": [100, 200, 300] }],
        "y-limit": [{ "anything-but": 123 }],
      },
    },
    matching: [withDetail({ state: "running", "x-limit": 150, "y-limit": 124 })],
    others: [
      withDetail({ state: "stopped", "x-limit": 150, "y-limit": 124 }),
      withDetail({ state: "running", "x-limit": 300, "y-limit": 124 }),
      withDetail({ state: "running", "x-limit": 150, "y-limit": 123 }),
    ],
  },
  {
    rule: "Anything-but ignoring case, one and a list",
    pattern: {
      a: [{ "anything-but": { "equals-ignore-case": "initializing" } }],
      b: [{ "anything-but": { "equals-ignore-case": ["initializing", "stopped"] } }],
    },
    matching: [{ a: "running", b: "running" }],
    others: [
      { a: "INITIALIZING", b: "running" },
      { a: "running", b: "Stopped" },
    ],
  },
  {
    rule: "Anything-but a beginning, an end, one and a list",
    pattern: {
      a: [{ "anything-but": { prefix: "init" } }],
      b: [{ "anything-but": { prefix: ["init", "error"] } }],
      c: [{ "anything-but": { suffix: ".txt" } }],
      d: [{ "anything-but": { suffix: [".txt", ".rtf"] } }],
    },
    matching: [{ a: "running", b: "running", c: "a.png", d: "a.png" }],
    others: [
      { a: "initializing", b: "running", c: "a.png", d: "a.png" },
      { a: "running", b: "errors", c: "a.png", d: "a.png" },
      { a: "running", b: "running", c: "a.txt", d: "a.png" },
      { a: "running", b: "running", c: "a.png", d: "a.rtf" },
    ],
  },
  {
    rule: "Anything-but a wildcard, one and a list",
    pattern: {
      a: [{ "anything-but": { wildcard: "*/lib/*" } }],
      b: [{ "anything-but": { wildcard: ["*/lib/*", "*/bin/*"] } }],
    },
    matching: [{ a: "/usr/share/x", b: "/usr/share/x" }],
    others: [
      { a: "/usr/lib/x", b: "/usr/share/x" },
      { a: "/usr/share/x", b: "/usr/bin/x" },
    ],
  },
  {
    rule: "addresses in a range",
    pattern: { detail: { sourceIPAddress: [{ cidr: "10.0.0.0/24" }] } },
    matching: [withDetail({ sourceIPAddress: "10.0.0.24" }), withDetail({ sourceIPAddress: "10.0.0.255" })],
    others: [withDetail({ sourceIPAddress: "10.0.1.1" })],
  },
  {
    rule: "wildcards",
    pattern: { EventBusArn: [{ wildcard: "arn:aws:events:us-east-1:*:event-bus/*" }] },
    matching: [{ EventBusArn: "arn:aws:events:us-east-1:123456789012:event-bus/myEventBus" }],
    others: [{ EventBusArn: "arn:aws:events:us-east-2:123456789012:event-bus/myEventBus" }],
  },
  {
    rule: "a wildcard between separators",
    pattern: { FileName: [{ wildcard: "dir/*.png" }] },
    matching: [{ FileName: "dir/sub/a.png" }, { FileName: "dir/.png" }],
    others: [{ FileName: "other/a.png" }],
  },
  {
    rule: "several operators together",
    pattern: {
      time: [{ prefix: "2017-10-02" }],
      detail: {
        state: [{ "anything-but": "initializing" }],
        "c-count": [{ numeric: [">", 0, "<=", 5] }],
        "d-count": [{ numeric: ["<", 10] }],
        "x-limit": [{ "anything-but": [100, 200, 300] }],
      },
    },
    matching: [
      {
        time: "2017-10-02T18:43:48Z",
        detail: { state: "running", "c-count": 1, "d-count": 1, "x-limit": 1 },
      },
    ],
    others: [
      {
        time: "2017-10-02T18:43:48Z",
        detail: { state: "running", "c-count": 1, "d-count": 1, "x-limit": 100 },
      },
    ],
  },
];
