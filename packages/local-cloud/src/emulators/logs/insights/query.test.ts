import { expect, test } from "vitest";
import { AwsError } from "../../../core/aws-error.ts";
import { compileQuery } from "./query.ts";
import { rowOf } from "./row.ts";

const ms = Date.parse("2026-11-30T08:00:00.000Z");
const json = (value: object) => JSON.stringify(value);
const lines = [
  json({
    level: "INFO",
    service: "PlaceOrder",
    took: 12,
    "request-id": "r1",
    order: { lines: [{ sku: "bun" }] },
  }),
  json({
    level: "ERROR",
    service: "PlaceOrder",
    took: 100,
    error: { name: "TransientError" },
    retried: true,
  }),
  json({ level: "ERROR", service: "SendEmail", took: 8.5, retried: false }),
  "REPORT RequestId: abc\tDuration: 14.97 ms\tBilled Duration: 120 ms\tMemory Size: 512 MB\tMax Memory Used: 67 MB\tInit Duration: 103.01 ms",
  "user=ann, method:PUT, latency := 21",
  '2026-11-30T08:05:00.000Z\tabc\tINFO\t{"level":"INFO","took":30}',
].map((message, index) =>
  rowOf(
    { id: index + 1, stream: "2026/11/30/one", at: ms + index * 60_000, message },
    "000000000000:/aws/lambda/a",
  ),
);

/** The rows a query finds, without @ptr. */
const found = (query: string, limit = 10_000) => {
  const { rows, columns } = compileQuery(query).run(lines, limit);
  return rows.map((row) =>
    Object.fromEntries(
      columns
        .filter((field) => field !== "@ptr" && row.get(field) !== undefined)
        .map((field) => [field, String(row.get(field))]),
    ),
  );
};

test.each<[query: string, rows: object[]]>([
  ["fields took | filter level = 'INFO' | sort took asc", [{ took: "12" }, { took: "30" }]],
  ['fields took | filter took > 10 and took <= 30 and service = "PlaceOrder"', [{ took: "12" }]],
  [
    "fields took | filter not (level = 'INFO') and ispresent(level) | sort took desc",
    [{ took: "100" }, { took: "8.5" }],
  ],
  [
    "fields service | filter level in ['WARN', 'ERROR'] | sort service asc",
    [{ service: "PlaceOrder" }, { service: "SendEmail" }],
  ],
  ["fields service | filter took not in [12, 100] and ispresent(service)", [{ service: "SendEmail" }]],
  ["fields took | where @message like 'Transient'", [{ took: "100" }]],
  ["fields took | filter @message like /(?i)transienterror/", [{ took: "100" }]],
  ["fields took | filter service not like /Place/ and ispresent(service)", [{ took: "8.5" }]],
  ["fields took | filter service =~ /^Send/", [{ took: "8.5" }]],
  ["fields `request-id` | filter ispresent(`request-id`)", [{ "request-id": "r1" }]],
  ["fields order.lines.0.sku as sku | filter ispresent(order.lines.0.sku)", [{ sku: "bun" }]],
  ["fields took | filter retried = 1 # what is true is 1\n", [{ took: "100" }]],
  // What a line does not have is never equal, and never different.
  ["fields took | filter error.name != 'x'", [{ took: "100" }]],
  [
    "fields @duration, @billedDuration, @memorySize / 1000000 as mb, @initDuration | filter @type = 'REPORT'",
    [{ "@duration": "14.97", "@billedDuration": "120", mb: "512", "@initDuration": "103.01" }],
  ],
  [
    'parse @message "user=*, method:*, latency := *" as user, method, latency | display user, latency | filter ispresent(user)',
    [{ user: "ann", latency: "21" }],
  ],
  ["fields method | parse /method:(?<method>\\w+)/ | filter method = 'PUT'", [{ method: "PUT" }]],
  [
    "filter took = 12 | display @timestamp, @log, @logStream",
    [
      {
        "@timestamp": "2026-11-30 08:00:00.000",
        "@log": "000000000000:/aws/lambda/a",
        "@logStream": "2026/11/30/one",
      },
    ],
  ],
  [
    "stats count(*) as n, count(took) as timed, sum(took), avg(took) as mean, min(took) as least, max(took) as most",
    [{ n: "6", timed: "4", "sum(took)": "150.5", mean: "37.625", least: "8.5", most: "100" }],
  ],
  [
    "stats count(*) as n, count_distinct(service) as services by level | sort level desc",
    [
      { level: "INFO", n: "2", services: "1" },
      { level: "ERROR", n: "2", services: "2" },
      { n: "2", services: "0" },
    ],
  ],
  [
    "stats count() by bin(5m)",
    [
      { "bin(5m)": "2026-11-30 08:05:00.000", "count()": "1" },
      { "bin(5m)": "2026-11-30 08:00:00.000", "count()": "5" },
    ],
  ],
  [
    "stats pct(took, 50) as p50, pct(took, 99) as p99, stddev(retried) as spread",
    [{ p50: "12", p99: "100", spread: "0.5" }],
  ],
  [
    "stats earliest(took) as first, latest(took) as last, latest(service) as lastly",
    [{ first: "12", last: "30", lastly: "SendEmail" }],
  ],
  [
    "filter ispresent(service) | stats sum(took) / count(*) as each by service | filter each > 50",
    [{ service: "PlaceOrder", each: "56" }],
  ],
  ["stats count(*) as n by service, level | stats max(n) as most", [{ most: "2" }]],
  [
    "fields service, took | filter ispresent(service) | sort took desc | dedup service",
    [
      { service: "PlaceOrder", took: "100" },
      { service: "SendEmail", took: "8.5" },
    ],
  ],
  ["fields took | filter ispresent(took) | limit 1", [{ took: "30" }]],
  [
    "fields strlen(service) as n, toupper(service) as up, tolower(level), coalesce(none, took) as some | filter took = 8.5",
    [{ n: "9", up: "SENDEMAIL", "tolower(level)": "error", some: "8.5" }],
  ],
  [
    "fields floor(took) as f, ceil(took) as c, abs(3 - took) as a, 2 ^ 3 % 5 as e, -took as m | filter took = 8.5",
    [{ f: "8", c: "9", a: "5.5", e: "3", m: "-8.5" }],
  ],
  [
    "fields concat(service, '-', substr(level, 0, 2)) as id, replace(service, 'Send', 'Get') as other | filter strcontains(service, 'Email')",
    [{ id: "SendEmail-ER", other: "GetEmail" }],
  ],
  [
    "fields isempty(none) as e, isblank(level) as b, greatest(took, 9) as g, least(took, 9) as l | filter took = 12",
    [{ e: "1", b: "0", g: "12", l: "9" }],
  ],
  [
    "fields toMillis(@timestamp) as at, fromMillis(0) as zero | filter took = 12",
    [{ at: String(ms), zero: "1970-01-01 00:00:00.000" }],
  ],
])("%s", (query, rows) => {
  expect(found(query)).toEqual(rows);
});

test("without fields, the newest come first with time and line, and no more than asked for", () => {
  const { rows, columns, matched } = compileQuery("filter ispresent(level)").run(lines, 2);
  expect(columns).toEqual(["@timestamp", "@message", "@ptr"]);
  expect(rows.map((row) => row.get("@timestamp"))).toEqual([
    "2026-11-30 08:05:00.000",
    "2026-11-30 08:02:00.000",
  ]);
  expect(matched).toBe(4);
  expect(new Set(rows.map((row) => row.get("@ptr"))).size).toBe(2);
});

test("groups have no pointer to a line, and what is left out later still matched", () => {
  const query = compileQuery("filter ispresent(level) | stats count(*) as n by service | limit 1");
  expect(query.run(lines, 10)).toMatchObject({ columns: ["service", "n"], matched: 4 });
});

test.each([
  ["", /line 1, column 1: a command is missing/],
  ["colour red", /no command colour; it has fields, display, filter/],
  ["fields a |\n filter", /line 2, column 8: a field, a number/],
  ["filter a like b", /column 15: like takes a "text" or a \/regular/],
  ["filter a in 'x'", /column 13: in takes a list/],
  ["filter count(*) > 3", /column 8: count aggregates: write it behind stats/],
  ["filter @message like /(/", /column 22: Invalid regular expression/],
  ["fields jsonParse(a)", /column 8: the local cloud has no function jsonParse; it has abs/],
  ["fields strlen(a, b)", /strlen takes 1 values, not 2/],
  ["fields a as b, c as b", /the field b is made twice/],
  ["fields a b", /column 10: the command ends here: write \|/],
  ["parse '* *' as a", /finds 2 values, and there are 1 names/],
  ["stats count(*) by bin(5x)", /column 23: bin takes a number and ms/],
  ["stats pct(a)", /pct takes a field and a percentage/],
  ["stats count(*) | stats count(*) | stats count(*)", /column 41: a query has two stats at most/],
  ["dedup a | sort b", /only limit may come after dedup/],
  ["limit 10001", /whole number from 1 to 10000/],
  ["display strlen(a)", /display takes fields/],
  ["SOURCE logGroups(namePrefix: ['/aws'])", /no command SOURCE/],
  [`fields ${"(".repeat(9_000)}a`, /nested too deep/],
  ["fields (a", /write \) behind what \( opened/],
])("%s is refused, with place and remedy", (query, message) => {
  expect(() => compileQuery(query)).toThrow(message);
  expect(() => compileQuery(query)).toThrow(AwsError);
});
