import { expect, test } from "vitest";
import { parseLine } from "./logs.ts";

test.each([
  [
    "Powertools",
    '{"level":"ERROR","message":"PlaceOrder failed","timestamp":"2026-11-23T07:30:00.000Z","function_request_id":"r1","orderId":"1"}',
    { level: "ERROR", message: "PlaceOrder failed", requestId: "r1", at: Date.parse("2026-11-23T07:30:00Z") },
  ],
  [
    "Lambda's report as JSON",
    '{"time":"2026-11-23T07:30:00.000Z","type":"platform.report","record":{"requestId":"r1","metrics":{"durationMs":4.5},"status":"success"}}',
    { level: "DEBUG", message: "platform.report success after 4.5 ms", requestId: "r1" },
  ],
  [
    "Lambda's report as text",
    "REPORT RequestId: r1\tDuration: 4.50 ms",
    { level: "DEBUG", message: "REPORT RequestId: r1  Duration: 4.50 ms", requestId: "r1" },
  ],
  [
    "console.log as text",
    "2026-11-23T07:30:00.000Z\tr1\tWARN\tlow on flour",
    { level: "WARN", message: "low on flour", requestId: "r1" },
  ],
  ["anything else", "hello", { level: "INFO", message: "hello" }],
])("reads a line of %s", (_what, line, parsed) => {
  expect(parseLine(line)).toMatchObject(parsed);
});
